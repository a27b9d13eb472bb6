import { requestContextXml, type SourceFunction, sheet } from "./request-context.ts";
import { type SheetTable, saveXml } from "./save.ts";
import { type AddinUser, namelessUser } from "./user.ts";

/** What a formula in the sheet asks for. */
export interface Formula {
  /** Formula parameters by name. A formula parameter replaces the system parameter of the same name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names of the column definitions, from column 2 of the sheet on. */
  readonly columns?: readonly string[];
  /** Row definitions: the values of their key columns, from row 10 of the sheet on. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** The table that a save sends. */
  readonly save?: SheetTable;
  /** Names of output parameters that the data portal lists. */
  readonly outputs?: readonly string[];
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

/**
 * The body that the Addin sends for a pull or save (protocol section 3): formula parameters, then the system
 * parameters of a data portal that lists them.
 */
export function requestBody(
  source: SourceFunction,
  formula: Formula,
  user: AddinUser = namelessUser,
): string {
  const { parameters = {}, columns = [], rows = [], outputs = [], command } = formula;
  const save = formula.save === undefined ? "" : saveXml(formula.save);
  const context = requestContextXml(source, { columns, rows, save }, user);
  const own = [
    ...Object.entries(parameters).map(([name, value]) => parameter(name, value, false)),
    ...outputs.filter((name) => !Object.hasOwn(parameters, name)).map((name) => parameter(name, null, true)),
  ];
  const taken = new Set(own.map(({ Name }) => Name.toLowerCase()));
  return JSON.stringify({
    DataPortalName: "VirtualAddin",
    RequestParameterList: [
      ...own,
      ...systemParameters(context, save, user).filter(({ Name }) => !taken.has(Name.toLowerCase())),
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

/** All but the lists of definitions, whose form outside the request context is not documented. */
function systemParameters(context: string, save: string, user: AddinUser) {
  const values = {
    RequestContext: context,
    NTLogin: sheet.windowsLogin,
    UserID: user.userId,
    ClientID: user.clientId,
    LoginName: user.loginName,
    UserRoles: user.roles.join(","),
    ExcelVersion: sheet.excelVersion,
    LocalTimeZoneOffset: sheet.utcOffset,
    SourceFileAndPath: `${sheet.filePath}|${sheet.fileName}`,
    SourceFilePathAndTab: `${sheet.filePath}|${sheet.fileName}|${sheet.tabName}`,
    ...(save === "" ? {} : { XMLDataToSave: save }),
  };
  return [
    ...Object.entries(values).map(([name, value]) => parameter(`Interject_${name}`, value, false)),
    parameter("Interject_ReturnError", "", true),
  ];
}

function parameter(name: string, value: string | null, output: boolean) {
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
