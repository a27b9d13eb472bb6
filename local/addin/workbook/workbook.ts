import { sheetLimit } from "../sheet/reference.ts";
import { type Book, FormulaUnreadable, type ReportKind, reportKind } from "../sheet/report-formula.ts";
import { editXml } from "./edit-xml.ts";
import { moveCharts, movedSurroundings, moveOwnParts } from "./moved-parts.ts";
import {
  NoWorkbook,
  type Parts,
  pack,
  partText,
  relationshipPart,
  relationshipsOf,
  setPartText,
  unpack,
} from "./package.ts";
import { readSharedStrings } from "./shared-strings.ts";
import { type CellNode, readSheet } from "./sheet-cells.ts";
import { type Shift, shiftedFormula } from "./shift.ts";
import { readStyles } from "./styles.ts";
import { type DefinedName, readWorkbook, withFullCalculation } from "./workbook-part.ts";
import { Worksheet } from "./worksheet.ts";
import { writeSheet } from "./write-sheet.ts";

/** A cell with one of Interject's formulas. `cell` follows when rows are inserted above it. */
export interface FoundFormula {
  readonly kind: ReportKind;
  readonly sheet: Worksheet;
  readonly cell: CellNode;
}

/**
 * An Excel file. The folder reads and writes it: `package.ts` is the zip, `sheet-cells.ts` and
 * `write-sheet.ts` a sheet's cells, and `worksheet.ts` what formulas do with them, with `cell-value.ts`,
 * `move-cells.ts` and `shared-formulas.ts`. `shift.ts` and `moved-parts.ts` say what follows when rows move.
 * Parts that nothing has changed stay as they are, byte for byte.
 */
export class Workbook implements Book {
  readonly sheets: readonly Worksheet[];
  readonly #parts: Parts;
  readonly #part: string;
  readonly #sheetParts = new Map<Worksheet, string>();
  readonly #names: DefinedName[];
  #moved = false;

  /** @throws NoWorkbook */
  constructor(bytes: Uint8Array) {
    this.#parts = unpack(bytes);
    const root = relationshipsOf(this.#parts, "").find(({ type }) => type === "officeDocument");
    this.#part = root?.target ?? "";
    const xml = partText(this.#parts, this.#part);
    if (xml === undefined) throw new NoWorkbook("is no Excel file: it has no workbook.");
    const relationships = relationshipsOf(this.#parts, this.#part);
    const ofType = (type: string) => {
      const target = relationships.find((one) => one.type === type)?.target;
      return target === undefined ? undefined : partText(this.#parts, target);
    };
    const texts = readSharedStrings(ofType("sharedStrings") ?? "<sst/>");
    const formats = readStyles(ofType("styles") ?? "<styleSheet/>");
    const moved = (shift: Shift) => this.#follow(shift);
    const { tabs, names } = readWorkbook(xml);
    this.#names = names;
    this.sheets = tabs.flatMap(({ name, id }) => {
      const found = relationships.find((one) => one.id === id && one.type === "worksheet");
      if (found === undefined) return [];
      const sheet = new Worksheet(name, readSheet(partText(this.#parts, found.target) ?? ""), {
        texts,
        formats,
        moved,
      });
      this.#sheetParts.set(sheet, found.target);
      return [sheet];
    });
  }

  sheet(tab: string): Worksheet | undefined {
    return this.sheets.find(({ name }) => name.toLowerCase() === tab.toLowerCase());
  }

  definedName(name: string, tab: string): string | undefined {
    const named = this.#names.filter((one) => one.name.toLowerCase() === name.toLowerCase());
    return (named.find((one) => one.tab === tab) ?? named.find((one) => one.tab === null))?.text;
  }

  /** Interject's formulas, tab after tab and row after row: the order in which they run. */
  formulas(): readonly FoundFormula[] {
    return this.sheets.flatMap((sheet) =>
      sheet.formulas().flatMap(({ cell, text }) => {
        const kind = reportKind(text);
        return kind === null ? [] : [{ kind, sheet, cell }];
      }),
    );
  }

  /** The file as it is now. Excel computes its other formulas again when it opens the file. */
  write(): Uint8Array {
    const changed = this.sheets.filter((sheet) => sheet.changed);
    for (const sheet of changed)
      setPartText(this.#parts, this.#sheetParts.get(sheet) ?? "", writeSheet(sheet.parts));
    if (changed.length > 0) {
      const xml = partText(this.#parts, this.#part) ?? "";
      setPartText(this.#parts, this.#part, withFullCalculation(this.#withNames(xml)));
      this.#dropCalculationOrder();
    }
    return pack(this.#parts);
  }

  #follow(shift: Shift): void {
    const own = this.sheet(shift.tab);
    const part = own === undefined ? undefined : this.#sheetParts.get(own);
    const related = part === undefined ? [] : relationshipsOf(this.#parts, part);
    if (related.some(({ type }) => type === "pivotTable"))
      throw new FormulaUnreadable(`The tab ${shift.tab} has a pivot table: rows cannot be inserted here.`);
    this.#moved = true;
    for (const sheet of this.sheets) {
      sheet.follow(shift);
      sheet.surroundings((xml) => movedSurroundings(xml, sheet.name, shift));
    }
    for (const name of this.#names) name.text = shiftedFormula(name.text, null, shift);
    moveCharts(this.#parts, shift);
    const isWhole = shift.left === 1 && shift.right === sheetLimit.columns;
    if (part !== undefined && isWhole) moveOwnParts(this.#parts, part, shift);
  }

  #withNames(xml: string): string {
    if (!this.#moved) return xml;
    const texts = this.#names.map(({ text }) => text).values();
    return editXml(xml, {
      text: (element, text) => (element === "definedName" ? (texts.next().value ?? text) : text),
    });
  }

  /** Excel makes the part anew; one that names a cell without a formula counts as damage. */
  #dropCalculationOrder(): void {
    const order = relationshipsOf(this.#parts, this.#part).find(({ type }) => type === "calcChain");
    if (order === undefined) return;
    this.#parts.delete(order.target);
    for (const [name, key, value] of [
      [relationshipPart(this.#part), "Id", order.id],
      ["[Content_Types].xml", "PartName", `/${order.target}`],
    ] as const) {
      const attribute = (_: string, at: string, text: string) => (at === key && text === value ? null : text);
      setPartText(this.#parts, name, editXml(partText(this.#parts, name) ?? "", { attribute }));
    }
  }
}
