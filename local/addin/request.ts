import { encodeName, escapeXml } from "./xml.ts";

/** What a formula in the sheet asks for. */
export interface Formula {
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names of the column definitions, from column 2 of the sheet on. */
  readonly columns?: readonly string[];
  /** Row definitions: the values of their key columns, from row 10 of the sheet on. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** The table that a save sends, without its `Row` column. */
  readonly save?: SheetTable;
}

/** A table in the sheet; an empty cell is an empty text. */
export interface SheetTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const firstSaveRow = 18;

/**
 * The body that the Addin sends for a pull or save (protocol section 3): formula parameters, then the system parameters
 * of a data portal that lists them.
 */
export function requestBody(sourceFunction: "ReportRange" | "ReportSave", formula: Formula): string {
  const save = formula.save === undefined ? "" : saveXml(formula.save);
  const system = {
    Interject_RequestContext: contextXml(sourceFunction, formula, save),
    Interject_ExcelVersion: "16.0",
    Interject_LoginName: "mary@example.com",
    Interject_LocalTimeZoneOffset: "-7",
    Interject_SourceFileAndPath: "C:\\Reports|Report.xlsx",
    ...(save === "" ? {} : { Interject_XMLDataToSave: save }),
  };
  return JSON.stringify({
    DataPortalName: "VirtualAddin",
    RequestParameterList: [
      ...Object.entries(formula.parameters ?? {}).map(([name, value]) => parameter(name, value, false)),
      ...Object.entries(system).map(([name, value]) => parameter(name, value, false)),
      parameter("Interject_ReturnError", "", true),
    ],
    PassThroughCommand: { ConnectionStringName: "", CommandType: 0, CommandText: "", CommandTimeout: 180 },
    SupplementalData: {},
  });
}

function parameter(name: string, value: string, output: boolean) {
  return {
    Name: `@${name.replace(/^@/, "")}`,
    DataType: 1,
    ExpectsOutput: output,
    InFormula: !name.startsWith("Interject_"),
    InputValue: value,
    OutputValue: null,
    UserValidationMessage: null,
    DefaultValue: null,
  };
}

function contextXml(sourceFunction: string, { columns = [], rows = [] }: Formula, save: string): string {
  return [
    '<?xml version="1.0" encoding="utf-16" standalone="yes"?><RequestContext>',
    "<ExcelVersion>16.0</ExcelVersion><IdsVersion>2.5.3.5</IdsVersion><FileName>Report.xlsx</FileName>",
    "<FilePath>C:\\Reports</FilePath><TabName>Report</TabName><CellRange>B4</CellRange>",
    `<SourceFunction>${sourceFunction}</SourceFunction><UtcOffset>-7</UtcOffset><ColDefItems>`,
    ...columns.map(
      (name, at) =>
        `<Value Row="2" Column="${at + 2}" RowDef="False"><Name>${escapeXml(name)}</Name></Value>`,
    ),
    "</ColDefItems><ResultDefItems/><RowDefItems/><RowDefItems2>",
    ...rows.map((keys, at) => {
      const name = `R${String(at + 1).padStart(5, "0")}`;
      const colKeys = Object.entries(keys).map(
        ([column, value], order) =>
          `<ColKey Order="${order + 1}" Column="${order + 2}" Name="${escapeXml(column)}">${escapeXml(value)}</ColKey>`,
      );
      return `<Value Row="${at + 10}" RowDefName="${name}">${colKeys.join("")}</Value>`;
    }),
    "</RowDefItems2><UserContext><MachineLoginName>maryl</MachineLoginName><MachineName>PC7</MachineName>",
    "<FullName>Mary L</FullName><UserId/><ClientId/><LoginName>mary@example.com</LoginName>",
    "<LoginAuthTypeId>10</LoginAuthTypeId><LoginDateUtc/><UserRoles><Role>Staff</Role></UserRoles></UserContext>",
    "<UserContextEncrypted/>",
    save,
    "</RequestContext>",
  ].join("");
}

function saveXml({ columns, rows }: SheetTable): string {
  const names = ["Row", ...columns];
  const elements = names.map(encodeName);
  const head = names.map((name) => `<c Column="${escapeXml(name)}" OrigValue="${escapeXml(name)}"/>`);
  const body = rows.map((row, at) => {
    const cells = [String(at + firstSaveRow), ...row];
    const filled = elements.map((element, column) => {
      const text = cells[column] ?? "";
      return text === "" ? `<${element}/>` : `<${element}>${escapeXml(text)}</${element}>`;
    });
    return `<r>${filled.join("")}</r>`;
  });
  return `<XMLDataToSave>${head.join("")}${body.join("")}</XMLDataToSave>`;
}
