import {
  type ColumnDefinition,
  computer,
  type RowDefinition,
  requestContextXml,
  type SheetPlace,
  type SourceFunction,
} from "./request-context.ts";
import { type SheetTable, saveXml } from "./save.ts";
import { type AddinUser, namelessUser } from "./user.ts";

/** What a formula in the sheet asks for. */
export interface Formula {
  /** Formula parameters by name. A formula parameter replaces the system parameter of the same name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Column definitions; a name alone stands in row 2 of the sheet, the first in column 2. */
  readonly columns?: readonly (string | ColumnDefinition)[];
  /** The names of a ResultsRange. */
  readonly results?: readonly ColumnDefinition[];
  /** Row definitions; where there are only the values of their key columns, the first is in row 10. */
  readonly rows?: readonly (Readonly<Record<string, string>> | RowDefinition)[];
  /** The table that a save sends. */
  readonly save?: SheetTable;
  /** Names of output parameters that the data portal lists. */
  readonly outputs?: readonly string[];
  /** Data Portal Code. */
  readonly portal?: string;
  /** System parameters that the data portal lists, without `Interject_`; all of them if it is not said. */
  readonly system?: readonly string[];
  /** Data types of formula parameters (protocol section 3), by their names; 1, a text, if it is not said. */
  readonly dataTypes?: Readonly<Record<string, number>>;
  /** Where the formula stands. */
  readonly place?: SheetPlace;
  /** What the data portal passes on for the API's database. */
  readonly command?: Command;
}

/** Command Type and Command Text of a data portal. */
export interface Command {
  readonly text: string;
  /** Default a stored procedure. */
  readonly type?: keyof typeof commandTypes;
  readonly connection?: string;
  readonly timeoutSeconds?: number;
}

/** The numbers that the command types have in a request (protocol section 3). */
export const commandTypes = { StoredProcedure: 1, TableDirect: 2, Text: 3 } as const;

/** Data types of parameters, each at its number in a request (protocol section 3). */
export const dataTypes = [
  "none",
  "varchar",
  "varcharmax",
  "nvarchar",
  "nvarcharmax",
  "text",
  "ntext",
  "char",
  "nchar",
  "bigint",
  "int",
  "smallint",
  "tinyint",
  "boolean",
  "bit",
  "money",
  "smallmoney",
  "float",
  "real",
  "single",
  "double",
  "decimal",
  "datetime",
  "smalldatetime",
  "date",
] as const;
export type DataType = (typeof dataTypes)[number];

/**
 * The body that the Addin sends for a pull or save (protocol section 3): formula parameters, then the system
 * parameters of a data portal that lists them.
 */
export function requestBody(
  source: SourceFunction,
  formula: Formula,
  user: AddinUser = namelessUser,
): string {
  const { parameters = {}, columns = [], results = [], rows = [], outputs = [], command } = formula;
  const { system, dataTypes = {}, place = somePlace } = formula;
  const save = formula.save === undefined ? "" : saveXml(formula.save);
  const parts = { place, columns: columns.map(placedColumn), results, rows: rows.map(placedRow), save };
  const context = requestContextXml(source, parts, user);
  const own = [
    ...Object.entries(parameters).map(([name, value]) => parameter(name, value, false, dataTypes[name])),
    ...outputs
      .filter((name) => !Object.hasOwn(parameters, name))
      .map((name) => parameter(name, null, true, dataTypes[name])),
  ];
  const taken = new Set(own.map(({ Name }) => Name.toLowerCase()));
  const listed = system?.map((name) => `@interject_${name}`.toLowerCase());
  return JSON.stringify({
    DataPortalName: formula.portal ?? "VirtualAddin",
    RequestParameterList: [
      ...own,
      ...systemParameters(context, save, user, place)
        .filter(({ Name }) => !taken.has(Name.toLowerCase()))
        .filter(({ Name }) => listed?.includes(Name.toLowerCase()) ?? true),
    ],
    PassThroughCommand: {
      ConnectionStringName: command?.connection ?? "",
      CommandType: command === undefined ? 0 : commandTypes[command.type ?? "StoredProcedure"],
      CommandText: command?.text ?? "",
      CommandTimeout: command?.timeoutSeconds ?? 180,
    },
    SupplementalData: {},
  });
}

const somePlace: SheetPlace = {
  fileName: "Report.xlsx",
  filePath: "C:\\Reports",
  tabName: "Report",
  cell: "B4",
};

function placedColumn(column: string | ColumnDefinition, at: number): ColumnDefinition {
  return typeof column === "string" ? { name: column, row: 2, column: at + 2 } : column;
}

function placedRow(row: Readonly<Record<string, string>> | RowDefinition, at: number): RowDefinition {
  if (isPlaced(row)) return row;
  const keys = Object.entries(row).map(([name, value], order) => ({ name, column: order + 2, value }));
  return { row: at + 10, keys };
}

function isPlaced(row: Readonly<Record<string, string>> | RowDefinition): row is RowDefinition {
  return Array.isArray(row["keys"]);
}

/** All but the lists of definitions, whose form outside the request context is not documented. */
function systemParameters(context: string, save: string, user: AddinUser, place: SheetPlace) {
  const values = {
    RequestContext: context,
    NTLogin: computer.windowsLogin,
    UserID: user.userId,
    ClientID: user.clientId,
    LoginName: user.loginName,
    UserRoles: user.roles.join(","),
    ExcelVersion: computer.excelVersion,
    LocalTimeZoneOffset: computer.utcOffset,
    SourceFileAndPath: `${place.filePath}|${place.fileName}`,
    SourceFilePathAndTab: `${place.filePath}|${place.fileName}|${place.tabName}`,
    ...(save === "" ? {} : { XMLDataToSave: save }),
  };
  return [
    ...Object.entries(values).map(([name, value]) => parameter(`Interject_${name}`, value, false)),
    parameter("Interject_ReturnError", "", true),
  ];
}

function parameter(name: string, value: string | null, output: boolean, dataType = 1) {
  return {
    Name: `@${name.replace(/^@/, "")}`,
    DataType: dataType,
    ExpectsOutput: output,
    InFormula: !name.startsWith("Interject_"),
    InputValue: value,
    OutputValue: null,
    UserValidationMessage: null,
    DefaultValue: null,
  };
}
