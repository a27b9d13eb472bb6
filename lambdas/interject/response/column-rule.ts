import type { Cell, Column, ColumnType } from "./table.ts";

/**
 * What the cells of a typed column may be. The Addin shows a cell that is not of its column's type as an
 * empty cell, so the writer refuses it.
 */
export interface ColumnRule {
  readonly name: string;
  /** What a cell must be, to stand behind "must be"; null where it may be anything. */
  readonly expected: string | null;
  /** Asked of cells that are not null. */
  readonly takes: (cell: Cell | undefined) => boolean;
}

type CellRule = Pick<ColumnRule, "expected" | "takes">;

/** Numbers as a database or a report may write them in a text, which keeps every digit. */
const numberText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$|^(?:NaN|[+-]?Infinity)$/i;
const wholeText = /^[+-]?\d+$/;
/** A day with or without a time; PostgreSQL's infinities are days too. */
const dayText = /^\d{4,}-\d\d-\d\d|^[+-]?infinity$/;
const guidText = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i;
const truthText = /^(?:true|false)$/i;

function whole(min: bigint, max: bigint): CellRule {
  const least = Number(min);
  const most = Number(max);
  /** Texts of so many characters are in the range without being read. */
  const surelyWithin = min < 0n ? String(max).length - 1 : 0;
  return {
    expected: `a whole number from ${min} to ${max}`,
    takes: (cell) => {
      if (typeof cell === "number") return Number.isInteger(cell) && cell >= least && cell <= most;
      if (typeof cell === "bigint") return cell >= min && cell <= max;
      if (typeof cell !== "string" || !wholeText.test(cell)) return false;
      if (cell.length <= surelyWithin) return true;
      const value = BigInt(cell.replace("+", ""));
      return value >= min && value <= max;
    },
  };
}

const number: CellRule = {
  expected: "a number, or the text of one",
  takes: (cell) =>
    typeof cell === "number" ||
    typeof cell === "bigint" ||
    (typeof cell === "string" && numberText.test(cell)),
};

const rules: Readonly<Record<ColumnType, CellRule>> = {
  String: { expected: null, takes: () => true },
  DateTime: {
    expected: "a Date, or a text such as 2026-06-16T11:04:08",
    takes: (cell) => cell instanceof Date || (typeof cell === "string" && dayText.test(cell)),
  },
  // MySQL's BOOLEAN holds other numbers too.
  Boolean: {
    expected: "true or false",
    takes: (cell) =>
      typeof cell === "boolean" ||
      typeof cell === "number" ||
      (typeof cell === "string" && truthText.test(cell)),
  },
  Decimal: number,
  Single: number,
  Double: number,
  Int64: whole(-(2n ** 63n), 2n ** 63n - 1n),
  Int32: whole(-(2n ** 31n), 2n ** 31n - 1n),
  Int16: whole(-(2n ** 15n), 2n ** 15n - 1n),
  Byte: whole(0n, 255n),
  Guid: {
    expected: "a text such as 0f8fad5b-d9cb-469f-a165-70867728950e",
    takes: (cell) => typeof cell === "string" && guidText.test(cell),
  },
};

/**
 * The rules of a table's columns, in order.
 * @throws TypeError for columns that a report has not written as {@link Column}
 */
export function columnRules(columns: readonly Column[]): readonly ColumnRule[] {
  if (!Array.isArray(columns)) throw new TypeError("its columns must be a list");
  return columns.map((column: unknown, at) => {
    const { name, type } = partsOf(column);
    if (typeof name !== "string")
      throw new TypeError(`its column ${at + 1} must be a name, or a name and a type`);
    const rule = typeof type === "string" && isColumnType(type) ? rules[type] : undefined;
    if (rule === undefined)
      throw new TypeError(`its column ${name} must have one of the types ${Object.keys(rules).join(", ")}`);
    return { name, ...rule };
  });
}

function partsOf(column: unknown): { readonly name?: unknown; readonly type?: unknown } {
  if (typeof column === "string") return { name: column, type: "String" };
  return typeof column === "object" && column !== null ? column : {};
}

function isColumnType(type: string): type is ColumnType {
  return Object.hasOwn(rules, type);
}
