/** A returned table, as it lands in the sheet. */
export interface ReturnedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

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
 * Reads a response document: the tables are JSON within JSON. Outer names are read in PascalCase and camelCase, as the Addin does.
 * @throws SyntaxError or TypeError when it is no such document
 */
export function readResponse(text: string): AddinResult {
  const document = record(JSON.parse(text));
  return {
    userMessage: string(field(document, "UserMessage")),
    errorMessage: string(field(document, "ErrorMessage")),
    tables: list(field(document, "ReturnedDataList")).map((item) => {
      const data = record(JSON.parse(string(field(record(item), "Data"))));
      return {
        name: string(data["TableName"]),
        columns: list(data["Columns"]).map((column) => string(record(column)["ColumnName"])),
        rows: list(data["Rows"]) as ReturnedTable["rows"],
      };
    }),
    parameters: list(field(document, "RequestParameterList")).map((item) => {
      const parameter = record(item);
      return {
        name: string(field(parameter, "Name")),
        outputValue: field(parameter, "OutputValue") as string | null,
        validationMessage: field(parameter, "UserValidationMessage") as string | null,
      };
    }),
    text,
  };
}

function field(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return object[name] ?? object[name.charAt(0).toLowerCase() + name.slice(1)] ?? null;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new TypeError("The answer is not a response document.");
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
