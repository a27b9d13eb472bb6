import { SaxesParser } from "saxes";

/**
 * The texts that cells share, in their order (ECMA-376 part 1, section 18.4.9); without readings for
 * Japanese.
 */
export function readSharedStrings(xml: string): readonly string[] {
  const texts: string[] = [];
  let inText = false;
  let inReading = false;
  const parser = new SaxesParser();
  parser.on("opentag", ({ name }) => {
    const local = name.slice(name.indexOf(":") + 1);
    if (local === "si") texts.push("");
    else if (local === "rPh") inReading = true;
    inText = local === "t" && !inReading;
  });
  const append = (text: string) => {
    if (inText) texts.push((texts.pop() ?? "") + text);
  };
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", ({ name }) => {
    inText = false;
    if (name.slice(name.indexOf(":") + 1) === "rPh") inReading = false;
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return texts;
}
