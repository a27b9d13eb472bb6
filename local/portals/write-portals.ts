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
  const fields = Object.entries(entry).map(([field, value]) => `    ${member(field, value, 4)}`);
  return `{\n${fields.join(",\n")}\n  }`;
}

const member = (name: string, value: unknown, indent: number) => {
  const before = `${JSON.stringify(name)}: `;
  return before + laidOut(value, indent, before.length);
};

/** A value in a line where it fits, else with its parts below each other. */
function laidOut(value: unknown, indent: number, before = 0): string {
  const line = inLine(value);
  const fits = indent + before + line.length + 1 <= lineWidth;
  if (fits || typeof value !== "object" || value === null) return line;
  const inner = " ".repeat(indent + 2);
  const parts = Array.isArray(value)
    ? value.map((item) => laidOut(item, indent + 2))
    : Object.entries(value).map(([name, part]) => member(name, part, indent + 2));
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${" ".repeat(indent)}${close}`;
}

/** Of `biome.json`. */
const lineWidth = 110;

function inLine(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inLine).join(", ")}]`;
  const members = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}: ${inLine(part)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
