import { SaxesParser } from "saxes";
import { RequestInvalid } from "./errors.ts";

/** An element of a document that the Addin sends. Names of elements and attributes are found in any case. */
export interface XmlElement {
  readonly name: string;
  /** By lower-case name. */
  readonly attributes: ReadonlyMap<string, string>;
  /** In document order. */
  readonly children: readonly XmlElement[];
  /** The text directly inside, white space included. */
  readonly text: string;
}

/** The deepest element that the Addin sends lies five levels down. */
const maxDepth = 32;
/** A request is at most 6 MB; this many of the shortest elements fit into that. */
const maxElements = 1_000_000;

const none: ReadonlyMap<string, string> = new Map();

/**
 * Reads an XML document strictly and in order. A byte order mark and the declared encoding are ignored: the document
 * says `utf-16`, but it arrives as a string. What a document could do beyond saying data is refused: a DOCTYPE, and with it every
 * entity of its own; depth and number of elements are bounded.
 * @param source which part of the request this is, for the error
 * @throws RequestInvalid with `source` as its reason, saying where the document goes wrong, without quoting it
 */
export function parseXml(text: string, source: "context" | "save"): XmlElement {
  const parser = new SaxesParser({ xmlns: false });
  const refuse = (what: string): never => {
    const subject = source === "context" ? "The request context" : "The table to save";
    const place = `line ${parser.line}, column ${parser.column}`;
    throw new RequestInvalid(source, `${subject} cannot be read: ${what} at ${place}.`);
  };
  const root: MutableElement = { name: "", attributes: none, children: [], text: "" };
  const open: MutableElement[] = [root];
  let elements = 0;

  parser.on("error", () => refuse("it is not well-formed XML"));
  parser.on("doctype", () => refuse("a DOCTYPE is not accepted"));
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length > maxDepth) refuse(`elements are nested more than ${maxDepth} levels deep`);
    if (++elements > maxElements) refuse(`it has more than ${maxElements.toLocaleString("en-US")} elements`);
    const element: MutableElement = { name, attributes: attributesOf(attributes), children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  const append = (piece: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.write(text.replace(/^\uFEFF/, "")).close();
  return root.children[0] ?? refuse("it is empty");
}

/** The first child of this name, in any case. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => isNamed(child, name));
}

/** Whether an element has this name, in any case. */
export function isNamed(element: XmlElement, name: string): boolean {
  return element.name.toLowerCase() === name.toLowerCase();
}

interface MutableElement extends XmlElement {
  readonly children: MutableElement[];
  text: string;
}

function attributesOf(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const entries = Object.entries(attributes);
  return entries.length === 0 ? none : new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
