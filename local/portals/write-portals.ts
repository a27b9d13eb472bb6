import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PortalEntry, PortalFile } from "./portal-file.ts";

/** Writes a file of data portals, laid out as `npm run format` would. */
export function writePortalFile(directory: string, file: string, portals: PortalFile): void {
  const entries = Object.entries(portals).map(
    ([code, entry]) => `  ${JSON.stringify(code)}: ${entryText(entry)}`,
  );
  writeFileSync(join(directory, file), entries.length === 0 ? "{}\n" : `{\n${entries.join(",\n")}\n}\n`);
}

function entryText(entry: PortalEntry): string {
  const fields = Object.entries(entry).map(
    ([field, value]) => `    ${JSON.stringify(field)}: ${fieldText(field, value)}`,
  );
  return `{\n${fields.join(",\n")}\n  }`;
}

/** Several objects stand below each other; all else in a line, as far as it is wide enough. */
function fieldText(field: string, value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items = value.map(inLine);
  const line = `[${items.join(", ")}]`;
  const isLong = `    "${field}": ${line},`.length > lineWidth;
  const isBroken = isLong || (value.length > 1 && value.every(hasMembers));
  return isBroken ? `[\n${items.map((item) => `      ${item}`).join(",\n")}\n    ]` : line;
}

const hasMembers = (one: unknown) => typeof one === "object" && one !== null && Object.keys(one).length > 1;

/** Of `biome.json`. */
const lineWidth = 110;

function inLine(item: unknown): string {
  if (typeof item !== "object" || item === null) return JSON.stringify(item);
  const members = Object.entries(item).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{ ${members.join(", ")} }`;
}
