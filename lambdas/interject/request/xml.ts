import { SaxesParser } from "saxes";
import { RequestInvalid } from "../errors.ts";

/**
 * Reads XML as a stream of elements, strictly and within limits. Processing instructions are refused, and so
 * is a document type, which could declare entities. The declared encoding is passed over: the text is decoded
 * already. Names are taken as written, without namespaces, because a column's name may hold a colon.
 */

/** A Lambda function's request is at most 6 MB ("Lambda quotas"), so no text in it is longer. */
const maxCharacters = 6 * 1024 * 1024;
/** A save of 6 MB with short cells has some 600,000. */
const maxElements = 1_000_000;
/** The request context is five deep. */
const maxDepth = 16;
/** A column key has three attributes. */
const maxAttributes = 32;

/** Attributes by name as written; without a prototype. */
export type XmlAttributes = Readonly<Record<string, string>>;

/** What to do with an element. */
export interface XmlElement {
  /**
   * Takes a child and says what to do with it; null passes over the child and all that it holds. Without this
   * function the element may hold text alone.
   */
  readonly child?: (name: string, attributes: XmlAttributes) => XmlElement | null;
  /** Takes the element's own text, CDATA included and white space kept, at its end. */
  readonly end?: (text: string) => void;
}

/** Where an element stands in the document's text, in UTF-16 units. */
export interface XmlPlace {
  /** Of the `<` of its start tag. */
  readonly start: number;
  /** Behind its start tag. */
  readonly content: number;
  /** Behind its end tag; the same as `content` where the element is written as one tag. */
  readonly end: number;
}

/** Stops with a sentence about the document, and adds where in it. */
export type Refuse = (sentence: string, reason?: "limit") => never;

/** Which document is read, for its errors. */
export interface XmlSubject {
  readonly reason: "context" | "save";
  /** What it is called at the start of a sentence. */
  readonly title: string;
  /** Told each element that is passed over, and each inside of such an element. */
  readonly passedOver?: (name: string, refuse: Refuse) => void;
}

/**
 * Reads a document.
 * @param root takes the root element as if it were a child. Its `place` says where the element stands whose
 * `end` is being called.
 * @throws RequestInvalid with the subject's reason or `limit`. The message has the line and column, and
 * quotes nothing.
 */
export function readXml(
  xml: string,
  { reason, title, passedOver }: XmlSubject,
  root: (refuse: Refuse, place: () => XmlPlace) => XmlElement,
): void {
  const parser = new SaxesParser();
  const refuse: Refuse = (sentence, limit) => {
    throw new RequestInvalid(
      limit ?? reason,
      `${title} ${sentence} (line ${parser.line}, column ${parser.column}).`,
    );
  };
  if (xml.length > maxCharacters) {
    throw new RequestInvalid("limit", `${title} is longer than ${maxCharacters} characters.`);
  }

  /** The element that is being closed. */
  let start = 0;
  let content = 0;
  const place = () => ({ start, content, end: parser.position });

  /** The open elements, the document first; null stands for an element that is passed over. */
  const open: (XmlElement | null)[] = [root(refuse, place)];
  /** The text so far of each of them. */
  const texts: string[] = [""];
  /** Where the start tag of each of them ends. */
  const contents: number[] = [0];
  let elements = 0;
  let attributes = 0;

  // No handler for errors: without it the parser throws them. With one handler more than these, V8 turns the
  // parser into a slow dictionary, and reading takes four times as long.
  parser.on("doctype", () => refuse("must not have a document type (DOCTYPE)"));
  parser.on("processinginstruction", () => refuse("must not hold processing instructions"));
  parser.on("attribute", () => {
    if (++attributes > maxAttributes)
      refuse(`has an element of more than ${maxAttributes} attributes`, "limit");
  });
  parser.on("opentag", (tag) => {
    if (++elements > maxElements) refuse(`holds more than ${maxElements} elements`, "limit");
    if (open.length > maxDepth) refuse(`is nested more than ${maxDepth} deep`, "limit");
    attributes = 0;
    const parent = open[open.length - 1];
    let element: XmlElement | null = null;
    if (parent) {
      if (parent.child === undefined) refuse("has an element where only text may stand");
      else element = parent.child(tag.name, tag.attributes);
    }
    if (element === null) passedOver?.(tag.name, refuse);
    open.push(element);
    texts.push("");
    contents.push(parser.position);
  });
  const addText = (text: string) => {
    const last = open.length - 1;
    if (open[last]?.end !== undefined) texts[last] += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const text = texts.pop() ?? "";
    content = contents.pop() ?? 0;
    // Well-formed XML has no other `<` in a start tag.
    start = xml.lastIndexOf("<", content - 1);
    open.pop()?.end?.(text);
  });
  try {
    parser.write(xml).close();
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    refuse(`is not well-formed XML: ${fault}`);
  }
}

/**
 * What the parser says is wrong, without its position and without the name in which some of its messages end.
 * All of the parser's messages begin with the position.
 * @returns undefined for an error that is not the parser's
 */
function faultOf(error: unknown): string | undefined {
  const said = error instanceof Error ? /^\d+:\d+: ([^:]*)/.exec(error.message) : null;
  return said?.[1]?.replace(/\.$/, "");
}

/** An attribute by its name in any letter case; null where the element has none. */
export function attribute(attributes: XmlAttributes, name: string): string | null {
  const exact = attributes[name];
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(attributes)) if (key.toLowerCase() === wanted) return value;
  return null;
}
