/** A returned table, as it lands in the sheet. */
export interface ReturnedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** As many cells a row as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

type Cell = string | number | boolean | null;

/** What the Addin makes of a response (protocol section 4). */
export interface AddinResult {
  readonly userMessage: string;
  readonly errorMessage: string;
  readonly tables: readonly ReturnedTable[];
  readonly parameters: readonly ReturnedParameter[];
  /** The document as it came. */
  readonly text: string;
}

export interface ReturnedParameter {
  readonly name: string;
  readonly outputValue: string | null;
  readonly validationMessage: string | null;
}

/**
 * The API answered, but with something that the Addin cannot read. The message ends a sentence that begins
 * with "The answer".
 */
export class AnswerUnreadable extends Error {
  override readonly name = "AnswerUnreadable";
}

/**
 * Reads a response document: the tables are JSON within JSON. Outer names are read in PascalCase and
 * camelCase, as the Addin does.
 * @throws AnswerUnreadable
 */
export function readResponse(text: string): AddinResult {
  const document = objectOf(parse(text, "it"), "it");
  if (field(document, "ReturnedDataList") === null && field(document, "ErrorMessage") === null) {
    throw new AnswerUnreadable(
      "is not a response document: it has neither ReturnedDataList nor ErrorMessage.",
    );
  }
  return {
    userMessage: textOf(document, "UserMessage") ?? "",
    errorMessage: textOf(document, "ErrorMessage") ?? "",
    tables: listOf(document, "ReturnedDataList").map((item, at) =>
      tableOf(
        textOf(objectOf(item, `ReturnedDataList[${at}]`), "Data") ?? "",
        `ReturnedDataList[${at}].Data`,
      ),
    ),
    parameters: listOf(document, "RequestParameterList").map((item, at) => {
      const parameter = objectOf(item, `RequestParameterList[${at}]`);
      return {
        name: textOf(parameter, "Name") ?? "",
        outputValue: textOf(parameter, "OutputValue"),
        validationMessage: textOf(parameter, "UserValidationMessage"),
      };
    }),
    text,
  };
}

function tableOf(json: string, where: string): ReturnedTable {
  const table = objectOf(parse(json, where), where);
  const columns = listOf(table, "Columns").map((item, at) => {
    const name = textOf(objectOf(item, `Columns[${at}]`), "ColumnName");
    if (name === null) throw new AnswerUnreadable(`has a column without a name: Columns[${at}] in ${where}.`);
    return name;
  });
  const rows = listOf(table, "Rows");
  rows.forEach((row, at) => {
    if (!isRow(row, columns.length))
      throw new AnswerUnreadable(
        `has a row that is not a list of ${columns.length} values: Rows[${at}] in ${where}.`,
      );
  });
  return { name: textOf(table, "TableName") ?? "", columns, rows: rows as ReturnedTable["rows"] };
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
    const begins = JSON.stringify(json.trimStart().slice(0, 40));
    throw new AnswerUnreadable(
      `is not a response document: ${where} is not whole JSON, and begins with ${begins}.`,
    );
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
