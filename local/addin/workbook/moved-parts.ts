import { editXml } from "./edit-xml.ts";
import { type Parts, partText, relationshipsOf, setPartText } from "./package.ts";
import { type Shift, shiftedCells, shiftedFormats, shiftedFormula, shiftedRow } from "./shift.ts";

/**
 * Elements whose text is a formula or a list of cells, in worksheets and in Microsoft's extensions of them.
 */
const formulaElements = new Set(["f", "formula", "formula1", "formula2"]);

/** What stands around the cells of a sheet, after rows have moved: merged cells, validations, formats. */
export function movedSurroundings(xml: string, tab: string, shift: Shift): string {
  const own = tab.toLowerCase() === shift.tab.toLowerCase();
  const edited = editXml(xml, {
    attribute: (element, name, value) => {
      if (!own || element === "selection") return value;
      if (element === "brk" && name === "id") return String(shiftedRow(Number(value) + 1, shift) - 1);
      if (name !== "ref" && name !== "sqref") return value;
      const follow = element === "conditionalFormatting" ? shiftedFormats : shiftedCells;
      const moved = follow(value, shift);
      return moved === "" ? null : moved;
    },
    text: (element, text) => {
      if (element === "sqref") return own ? shiftedCells(text, shift) || text : text;
      return formulaElements.has(element) ? shiftedFormula(text, tab, shift) : text;
    },
  });
  // Excel takes no list of merged cells, validations or links without an entry.
  return edited.replace(/<((?:\w+:)?(?:mergeCells|dataValidations|hyperlinks))\b[^>]*><\/\1>/g, "");
}

/** Lets the parts that belong to a sheet follow a move of its rows: drawings, comments and tables. */
export function moveOwnParts(parts: Parts, sheetPart: string, shift: Shift): void {
  for (const { type, target } of relationshipsOf(parts, sheetPart)) {
    const xml = partText(parts, target);
    if (xml === undefined) continue;
    if (type === "drawing") setPartText(parts, target, movedDrawing(xml, shift));
    else if (type === "vmlDrawing") setPartText(parts, target, movedNotes(xml, shift));
    else if (type === "comments" || type === "threadedComment" || type === "table")
      setPartText(parts, target, movedCells(xml, shift));
  }
}

/** Lets the charts of a workbook follow a move of rows. */
export function moveCharts(parts: Parts, shift: Shift): void {
  for (const name of parts.keys()) {
    if (!/^xl\/charts\/[^/]+\.xml$/.test(name)) continue;
    const text = (element: string, formula: string) =>
      element === "f" ? shiftedFormula(formula, null, shift) : formula;
    setPartText(parts, name, editXml(partText(parts, name) ?? "", { text }));
  }
}

function movedCells(xml: string, shift: Shift): string {
  return editXml(xml, {
    attribute: (_, name, value) => (name === "ref" ? shiftedCells(value, shift) || null : value),
  });
}

/** Rows count from 0 here. What stands free of the cells has no row. */
function movedDrawing(xml: string, shift: Shift): string {
  return editXml(xml, {
    text: (element, text) => (element === "row" ? String(shiftedRow(Number(text) + 1, shift) - 1) : text),
  });
}

/** Notes are drawn in VML, which need not be well-formed XML. Rows count from 0 here. */
function movedNotes(vml: string, shift: Shift): string {
  const moved = (row: string) => String(shiftedRow(Number(row) + 1, shift) - 1);
  return vml
    .replace(/(<x:Row>\s*)(\d+)/g, (_, tag: string, row: string) => tag + moved(row))
    .replace(/(<x:Anchor>)([^<]*)/g, (_, tag: string, anchor: string) => {
      const numbers = anchor.split(",");
      return (
        tag + numbers.map((number, at) => (at === 2 || at === 6 ? ` ${moved(number)}` : number)).join(",")
      );
    });
}
