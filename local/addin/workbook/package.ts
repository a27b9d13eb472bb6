import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { SaxesParser } from "saxes";

/** The parts of an Excel file, by their names in the package, in their order. */
export type Parts = Map<string, Uint8Array>;

/** A part that another part refers to (ECMA-376 part 2, section 9.3). */
export interface Relationship {
  readonly id: string;
  /** The last word of the type's address, such as `worksheet` or `drawing`. */
  readonly type: string;
  /** The part's name in the package. */
  readonly target: string;
}

/** The file is no Excel file of this kind. The message ends a sentence that begins with the file's name. */
export class NoWorkbook extends Error {
  override readonly name = "NoWorkbook";
}

/** A day that does not change, so that the same parts give the same file. */
const written = new Date("2026-01-01T00:00:00Z");

/** @throws NoWorkbook */
export function unpack(bytes: Uint8Array): Parts {
  try {
    return new Map(Object.entries(unzipSync(bytes)));
  } catch {
    throw new NoWorkbook("is no Excel file: it must be an .xlsx or .xlsm without a password.");
  }
}

export function pack(parts: Parts): Uint8Array {
  return zipSync(Object.fromEntries(parts), { mtime: written });
}

/** A part's text; undefined where there is no such part. */
export function partText(parts: Parts, name: string): string | undefined {
  const bytes = parts.get(name);
  // Excel writes no mark of byte order, other programs do.
  return bytes === undefined ? undefined : strFromU8(bytes).replace(/^\uFEFF/, "");
}

export function setPartText(parts: Parts, name: string, text: string): void {
  parts.set(name, strToU8(text));
}

/** The parts that a part refers to; links out of the package are none. */
export function relationshipsOf(parts: Parts, name: string): readonly Relationship[] {
  const xml = partText(parts, relationshipPart(name));
  const found: Relationship[] = [];
  if (xml === undefined) return found;
  const parser = new SaxesParser();
  parser.on("opentag", ({ name: element, attributes }) => {
    const { Id = "", Type = "", Target = "", TargetMode } = attributes as Record<string, string>;
    if (!element.endsWith("Relationship") || TargetMode === "External") return;
    found.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), target: resolved(name, Target) });
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return found;
}

/** The part that holds a part's relationships. */
export function relationshipPart(name: string): string {
  const at = name.lastIndexOf("/") + 1;
  return `${name.slice(0, at)}_rels/${name.slice(at)}.rels`;
}

function resolved(from: string, target: string): string {
  return decodeURIComponent(new URL(target, `part:///${from}`).pathname).slice(1);
}
