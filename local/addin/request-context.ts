import type { AddinUser } from "./user.ts";
import { escapeAttribute, escapeXml } from "./xml.ts";

/** Kinds of formula, and what the Addin calls them in `SourceFunction`; the save's word is inferred. */
const sourceFunctions = { ReportRange: "Ranges", ReportSave: "Save" } as const;
export type SourceFunction = keyof typeof sourceFunctions;

/** The sheet that the virtual Addin's formulas stand in. */
export const sheet = {
  excelVersion: "16.0",
  fileName: "Report.xlsx",
  filePath: "C:\\Reports",
  tabName: "Report",
  utcOffset: "-7",
  windowsLogin: "maryl",
} as const;

/** What stands around a formula. */
export interface SheetParts {
  /** Names of the column definitions, from column 2 of the sheet on. */
  readonly columns: readonly string[];
  /** Row definitions: the values of their key columns, from row 10 of the sheet on. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** The `XMLDataToSave` element; empty when nothing is saved. */
  readonly save: string;
}

/** The value of `Interject_RequestContext` as Addin 2.5 writes it (protocol section 3). */
export function requestContextXml(
  source: SourceFunction,
  { columns, rows, save }: SheetParts,
  user: AddinUser,
): string {
  return [
    // What .NET writes at the head of a string, whatever encoding the string travels in.
    '<?xml version="1.0" encoding="utf-16" standalone="yes"?><RequestContext>',
    `<ExcelVersion>${sheet.excelVersion}</ExcelVersion><IdsVersion>2.5.3.5</IdsVersion>`,
    `<FileName>${sheet.fileName}</FileName><FilePath>${sheet.filePath}</FilePath><TabName>${sheet.tabName}</TabName>`,
    `<CellRange>B4</CellRange><SourceFunction>${sourceFunctions[source]}</SourceFunction>`,
    `<UtcOffset>${sheet.utcOffset}</UtcOffset>`,
    ...list("ColDefItems", columns.map(columnItem)),
    "<ResultDefItems/>",
    ...list("RowDefItems", rows.flatMap(singleKeyItem)),
    ...list("RowDefItems2", rows.map(rowItem)),
    userXml(user),
    // An API cannot read the real value either; this text only looks like it.
    "<UserContextEncrypted>AAAA</UserContextEncrypted>",
    save,
    "</RequestContext>",
  ].join("");
}

function list(name: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [`<${name}/>`] : [`<${name}>`, ...items, `</${name}>`];
}

function columnItem(name: string, at: number): string {
  return `<Value Row="2" Column="${at + 2}" RowDef="False"><Name>${escapeXml(name)}</Name></Value>`;
}

/** An entry of the older list, which has only the row definitions with exactly one key column. */
function singleKeyItem(keys: Readonly<Record<string, string>>, at: number): readonly string[] {
  const [[column, value] = ["", ""], ...more] = Object.entries(keys);
  if (more.length > 0) return [];
  return [
    `<Value Row="${at + 10}" Column="2" ColumnName="${escapeAttribute(column)}"><Name>${escapeXml(value)}</Name></Value>`,
  ];
}

function rowItem(keys: Readonly<Record<string, string>>, at: number): string {
  const name = `R${String(at + 1).padStart(5, "0")}`;
  const colKeys = Object.entries(keys).map(
    ([column, value], order) =>
      `<ColKey Order="${order + 1}" Column="${order + 2}" Name="${escapeAttribute(column)}">${escapeXml(value)}</ColKey>`,
  );
  return `<Value Row="${at + 10}" RowDefName="${name}">${colKeys.join("")}</Value>`;
}

function userXml({ userId, clientId, loginName, fullName, roles }: AddinUser): string {
  return [
    `<UserContext><MachineLoginName>${sheet.windowsLogin}</MachineLoginName><MachineName>PC7</MachineName>`,
    `<FullName>${escapeXml(fullName)}</FullName><UserId>${escapeXml(userId)}</UserId>`,
    `<ClientId>${escapeXml(clientId)}</ClientId><LoginName>${escapeXml(loginName)}</LoginName>`,
    "<LoginAuthTypeId>10</LoginAuthTypeId><LoginDateUtc>06/16/2026 11:04:08</LoginDateUtc>",
    ...list(
      "UserRoles",
      roles.map((role) => `<Role>${escapeXml(role)}</Role>`),
    ),
    "</UserContext>",
  ].join("");
}
