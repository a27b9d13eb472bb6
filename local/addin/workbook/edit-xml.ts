import { SaxesParser } from "saxes";
import { escapeAttribute, escapeXml } from "../xml.ts";

/** What to change in a document; what a function returns as it was given stays as it was written. */
export interface XmlEdits {
  /** An attribute's new value. Null drops its element. Names are local names. */
  readonly attribute?: (element: string, name: string, value: string) => string | null;
  /** The new text of an element that has nothing but text. */
  readonly text?: (element: string, text: string) => string;
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Changes attributes and texts of an XML document, and leaves every other character as it is.
 * @throws Error where the text is not well-formed
 */
export function editXml(xml: string, { attribute, text }: XmlEdits): string {
  const changes: Change[] = [];
  const open: { readonly from: number; readonly inner: number; isPlain: boolean; dropped: boolean }[] = [];
  let content = "";
  let tagFrom = 0;
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentagstart", () => {
    tagFrom = xml.lastIndexOf("<", parser.position - 1);
  });
  parser.on("opentag", ({ local, attributes }) => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.isPlain = false;
    const tag = xml.slice(tagFrom, parser.position);
    let written = tag;
    let dropped = false;
    for (const { name, local: attributeName, value } of Object.values(attributes)) {
      const changed = attribute === undefined ? value : attribute(local, attributeName, value);
      if (changed === null) dropped = true;
      else if (changed !== value) written = withAttribute(written, name, changed);
    }
    if (!dropped && written !== tag) changes.push({ from: tagFrom, to: parser.position, text: written });
    open.push({ from: tagFrom, inner: parser.position, isPlain: true, dropped });
    content = "";
  });
  const append = (piece: string) => {
    content += piece;
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", ({ local, isSelfClosing }) => {
    const element = open.pop();
    if (element === undefined) return;
    if (element.dropped) changes.push({ from: element.from, to: parser.position, text: "" });
    else if (element.isPlain && !isSelfClosing && text !== undefined) {
      const changed = text(local, content);
      const to = xml.lastIndexOf("</", parser.position - 1);
      if (changed !== content) changes.push({ from: element.inner, to, text: escapeXml(changed) });
    }
    content = "";
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return changed(xml, changes);
}

/** An opening tag with another value for one of its attributes. */
export function withAttribute(tag: string, name: string, value: string): string {
  const place = new RegExp(`(\\s${name.replace(/[.\\]/g, "\\$&")}\\s*=\\s*)("[^"]*"|'[^']*')`);
  return tag.replace(place, (_, before: string) => `${before}"${escapeAttribute(value)}"`);
}

function changed(xml: string, changes: readonly Change[]): string {
  let result = "";
  let at = 0;
  // What is inside a dropped element was changed before the element was dropped.
  const sorted = changes.toSorted((one, other) => one.from - other.from || other.to - one.to);
  for (const { from, to, text } of sorted) {
    if (from < at) continue;
    result += xml.slice(at, from) + text;
    at = to;
  }
  return result + xml.slice(at);
}
