import { SaxesParser } from "saxes";
import { withAttribute } from "./edit-xml.ts";

/** A name that stands for cells or a value (ECMA-376 part 1, section 18.2.5). */
export interface DefinedName {
  readonly name: string;
  /** The tab that it holds for; null for all. */
  readonly tab: string | null;
  text: string;
}

/** What the part of the workbook itself says: the tabs in their order, and the defined names. */
export function readWorkbook(xml: string) {
  const tabs: { name: string; id: string }[] = [];
  const names: { name: string; local: string | undefined; text: string }[] = [];
  let inName = false;
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", ({ local, attributes }) => {
    const values = Object.fromEntries(Object.values(attributes).map((one) => [one.local, one.value]));
    if (local === "sheet") tabs.push({ name: values["name"] ?? "", id: values["id"] ?? "" });
    inName = local === "definedName";
    if (inName) names.push({ name: values["name"] ?? "", local: values["localSheetId"], text: "" });
  });
  parser.on("text", (text) => {
    const last = names.at(-1);
    if (inName && last !== undefined) last.text += text;
  });
  parser.on("closetag", () => {
    inName = false;
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return {
    tabs,
    names: names.map(({ name, local, text }): DefinedName => {
      const tab = local === undefined ? null : (tabs[Number(local)]?.name ?? null);
      return { name, tab, text };
    }),
  };
}

/** The part with the wish that Excel computes all formulas when it opens the file. */
export function withFullCalculation(xml: string): string {
  const [tag, prefix = ""] = /<(\w+:)?calcPr\b[^>]*>/.exec(xml) ?? [];
  if (tag !== undefined) {
    const asked = /\sfullCalcOnLoad\s*=/.test(tag)
      ? withAttribute(tag, "fullCalcOnLoad", "1")
      : tag.replace(/\s*\/?>$/, (end) => ` fullCalcOnLoad="1"${end.trim()}`);
    return xml.replace(tag, asked);
  }
  // Its place in the schema is behind the names, else behind the sheets.
  const [before = ""] = /<\/(\w+:)?definedNames>/.exec(xml) ?? /<\/(\w+:)?sheets>/.exec(xml) ?? [];
  const element = `<${/<\/(\w+:)/.exec(before)?.[1] ?? prefix}calcPr fullCalcOnLoad="1"/>`;
  return before === "" ? xml : xml.replace(before, before + element);
}
