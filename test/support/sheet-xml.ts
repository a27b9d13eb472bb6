import { SaxesParser } from "saxes";

/**
 * Every text of a document with the names of its elements, `a/b/c`, in document order; empty
 * elements have none.
 */
export function xmlTexts(xml: string): [path: string, text: string][] {
  const parser = new SaxesParser();
  const names: string[] = [];
  const texts: [string, string][] = [];
  let text = "";
  parser.on("opentag", ({ name }) => {
    names.push(name);
    text = "";
  });
  parser.on("text", (more) => {
    text += more;
  });
  parser.on("closetag", () => {
    if (text !== "") texts.push([names.join("/"), text]);
    names.pop();
    text = "";
  });
  parser.write(xml).close();
  return texts;
}

/** .NET's `XmlConvert.DecodeName`, written from its documentation. */
export function decodeName(element: string): string {
  return element.replace(/_x([0-9A-Fa-f]{8}|[0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
