import { integerReader } from "./reader.ts";
import { attribute, type Refuse, type XmlAttributes, type XmlElement } from "./xml.ts";
import { childrenNamed } from "./xml-elements.ts";

/** Reads the column, row and result definitions inside a request context (protocol section 3). */

/** Where a formula of the sheet defines a column, or a result. */
export interface ColDefItem {
  /** Place in the sheet, counted from 1; null where an old Addin sends names alone. */
  readonly Row: number | null;
  readonly Column: number | null;
  readonly RowDef: boolean;
  readonly Name: string;
  /**
   * What the `jColumnDef` formula holds, for example P, Y, V, S1 to S8, B; empty where there is no such
   * formula.
   */
  readonly Json: ReadonlyMap<string, string>;
}

/** A row of the sheet that results find by its keys. */
export interface RowDefItem {
  /** Row of the sheet, counted from 1; null where an old Addin sends names alone. */
  readonly Row: number | null;
  /** The Addin's own name for it (`R00001`), from version 2.5 on. */
  readonly RowDefName: string | null;
  /** At least one key, by `Order`; exactly one key from Addins before 2.5. */
  readonly ColKeys: readonly ColKey[];
  readonly Json: ReadonlyMap<string, string>;
}

/** One of the columns that tell a row of the sheet from the others. */
export interface ColKey {
  readonly Order: number;
  /** Column of the sheet, counted from 1. */
  readonly Column: number | null;
  /** The column's name, as results carry it. */
  readonly Name: string | null;
  /** The cell's text: what results for this row hold in that column. */
  readonly Value: string;
  readonly Json: ReadonlyMap<string, string>;
}

const noJson: ReadonlyMap<string, string> = new Map();
const whole = integerReader(-2_147_483_648, 2_147_483_647);

/** Reads `<ColDefItems>` or `<ResultDefItems>`. Each `Value` holds parts, or plain text from an old Addin. */
export function colDefItems(refuse: Refuse, add: (item: ColDefItem) => void): XmlElement {
  return childrenNamed("value", (attributes) => {
    const place = placeOf(attributes, refuse);
    const rowDef = attribute(attributes, "RowDef")?.trim().toLowerCase() ?? "";
    if (!["", "true", "false"].includes(rowDef)) refuse("has a RowDef that is neither True nor False");
    return item(refuse, (Name, Json) => add({ ...place, RowDef: rowDef === "true", Name, Json }));
  });
}

/**
 * Reads `<RowDefItems2>`, where a row has several keys, each with a column of its own, and `<RowDefItems>`,
 * where the `Value` itself is the single key, as parts or as the plain text that old Addins send.
 */
export function rowDefItems(refuse: Refuse, add: (item: RowDefItem) => void): XmlElement {
  return childrenNamed("value", (attributes) => {
    const { Row, Column } = placeOf(attributes, refuse);
    const RowDefName = attribute(attributes, "RowDefName");
    const keys: ColKey[] = [];
    const single = item(refuse, (Value, Json) => {
      const key = { Order: 1, Column, Name: attribute(attributes, "ColumnName"), Value, Json };
      const ColKeys = keys.length > 0 ? keys.sort((one, other) => one.Order - other.Order) : [key];
      add({ Row, RowDefName, ColKeys, Json });
    });
    return {
      ...single,
      child: (name, keyAttributes) =>
        name.toLowerCase() === "colkey"
          ? colKey(keyAttributes, keys, refuse)
          : (single.child?.(name, keyAttributes) ?? null),
    };
  });
}

function colKey(attributes: XmlAttributes, keys: ColKey[], refuse: Refuse): XmlElement {
  const Order = numberOf(attributes, "Order", refuse) ?? keys.length + 1;
  const Column = numberOf(attributes, "Column", refuse);
  const Name = attribute(attributes, "Name");
  return item(refuse, (Value, Json) => keys.push({ Order, Column, Name, Value, Json }));
}

/** An element with a `Name` and a `Json` inside, or with its name as plain text. */
function item(refuse: Refuse, done: (name: string, json: ReadonlyMap<string, string>) => void): XmlElement {
  let name = "";
  let json = noJson;
  let parts = 0;
  return {
    child: (sent) => {
      parts++;
      switch (sent.toLowerCase()) {
        case "name":
          return {
            end: (text) => {
              name = text;
            },
          };
        case "json":
          return jsonElement(refuse, (read) => {
            json = read;
          });
        default:
          return null;
      }
    },
    // White space around parts is the document's layout.
    end: (text) => done(name || (parts === 0 ? text : text.trim()), json),
  };
}

function placeOf(attributes: XmlAttributes, refuse: Refuse) {
  return { Row: numberOf(attributes, "Row", refuse), Column: numberOf(attributes, "Column", refuse) };
}

function numberOf(attributes: XmlAttributes, name: string, refuse: Refuse): number | null {
  const text = attribute(attributes, name)?.trim() ?? "";
  if (text === "") return null;
  return whole.read(text) ?? refuse(`has a ${name} that is not a whole number`);
}

function jsonElement(refuse: Refuse, done: (json: ReadonlyMap<string, string>) => void): XmlElement {
  return {
    end: (text) => {
      if (text.trim() !== "")
        done(readJson(text) ?? refuse("holds a Json that is not a JSON object of texts"));
    },
  };
}

/**
 * The texts of a JSON object. A number or boolean keeps its own spelling, and null is an empty text.
 * @returns undefined for anything else
 */
function readJson(text: string): ReadonlyMap<string, string> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" || typeof value === "boolean" ? (context?.source ?? String(value)) : value,
    );
  } catch {
    // What JSON.parse says quotes the text.
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value !== "string" && value !== null) return undefined;
    texts.set(key, value ?? "");
  }
  return texts;
}
