import { AnswerUnreadable } from "./answer-unreadable.ts";

/** A returned table, as it lands in the sheet. */
export interface ReturnedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** As many cells a row as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A value of a returned table. */
export type Cell = string | number | boolean | null;

/** What a response says beside its tables (protocol section 4). */
export interface AnswerNotes {
  readonly userMessage: string;
  readonly errorMessage: string;
  readonly parameters: readonly ReturnedParameter[];
}

/** What the Addin makes of a response (protocol section 4). */
export interface AddinResult extends AnswerNotes {
  readonly tables: readonly ReturnedTable[];
  /** The document as it came. */
  readonly text: string;
}

export interface ReturnedParameter {
  readonly name: string;
  readonly outputValue: string | null;
  readonly validationMessage: string | null;
}

/**
 * Reads a response document: the tables are JSON within JSON. Outer names are read in PascalCase and
 * camelCase, as the Addin does.
 * @throws AnswerUnreadable
 */
export function readResponse(text: string): AddinResult {
  const document = objectOf(parse(text, "it"), "it");
  const notes = notesOf(document);
  const tables = listOf(document, "ReturnedDataList").map((item, at) =>
    tableOf(textOf(objectOf(item, `ReturnedDataList[${at}]`), "Data") ?? "", `ReturnedDataList[${at}].Data`),
  );
  return { ...notes, tables, text };
}

/**
 * What a document says beside its tables.
 * @throws AnswerUnreadable where it is no response document
 */
export function notesOf(document: Readonly<Record<string, unknown>>): AnswerNotes {
  if (field(document, "ReturnedDataList") === null && field(document, "ErrorMessage") === null) {
    throw new AnswerUnreadable(
      "is not a response document: it has neither ReturnedDataList nor ErrorMessage.",
    );
  }
  return {
    userMessage: textOf(document, "UserMessage") ?? "",
    errorMessage: textOf(document, "ErrorMessage") ?? "",
    parameters: listOf(document, "RequestParameterList").map((item, at) => {
      const parameter = objectOf(item, `RequestParameterList[${at}]`);
      return {
        name: textOf(parameter, "Name") ?? "",
        outputValue: textOf(parameter, "OutputValue"),
        validationMessage: textOf(parameter, "UserValidationMessage"),
      };
    }),
  };
}

function tableOf(json: string, where: string): ReturnedTable {
  const table = objectOf(parse(json, where), where);
  const columns = columnsOf(field(table, "Columns"), where);
  const rows = listOf(table, "Rows").map((row, at) => checkedRow(row, columns.length, at, where));
  return { name: textOf(table, "TableName") ?? "", columns, rows };
}

/**
 * The names of a table's columns.
 * @throws AnswerUnreadable
 */
export function columnsOf(value: unknown, where: string): readonly string[] {
  return listOf({ Columns: value }, "Columns").map((item, at) => {
    const name = textOf(objectOf(item, `Columns[${at}]`), "ColumnName");
    if (name === null) throw new AnswerUnreadable(`has a column without a name: Columns[${at}] in ${where}.`);
    return name;
  });
}

/**
 * A table's row number `at`, which must have a value for each column.
 * @throws AnswerUnreadable
 */
export function checkedRow(row: unknown, length: number, at: number, where: string): readonly Cell[] {
  if (isRow(row, length)) return row;
  throw new AnswerUnreadable(`has a row that is not a list of ${length} values: Rows[${at}] in ${where}.`);
}

function isRow(row: unknown, length: number): row is readonly Cell[] {
  return (
    Array.isArray(row) &&
    row.length === length &&
    row.every((cell) => cell === null || typeof cell !== "object")
  );
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw AnswerUnreadable.notJson(where, json);
  }
}

function field(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return object[name] ?? object[name.charAt(0).toLowerCase() + name.slice(1)] ?? null;
}

function textOf(object: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = field(object, name);
  if (value === null || typeof value === "string") return value;
  throw new AnswerUnreadable(`has a ${name} that is no text.`);
}

function listOf(object: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const value = field(object, name);
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new AnswerUnreadable(`has a ${name} that is no list.`);
}

function objectOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new AnswerUnreadable(`is not a response document: ${where} is no object.`);
}
