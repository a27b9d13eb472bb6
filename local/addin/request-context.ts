import type { AddinUser } from "./user.ts";
import { escapeAttribute, escapeXml } from "./xml.ts";

/** Kinds of formula, and what the Addin calls them in `SourceFunction`; the save's word is inferred. */
const sourceFunctions = { ReportRange: "Ranges", ReportSave: "Save" } as const;
export type SourceFunction = keyof typeof sourceFunctions;

/** Where a formula stands; `cell` is its address, such as `D6`. */
export interface SheetPlace {
  readonly fileName: string;
  readonly filePath: string;
  readonly tabName: string;
  readonly cell: string;
}

/** What the Addin says of the computer that it runs on. */
export const computer = { excelVersion: "16.0", utcOffset: "-7", windowsLogin: "maryl" } as const;

/** A column's name in a ColDefRange or ResultsRange, and the cell that it stands in. */
export interface ColumnDefinition {
  readonly name: string;
  readonly row: number;
  readonly column: number;
}

/** A row of a RowDefRange: a value for each of the range's columns, with the column definition above it. */
export interface RowDefinition {
  readonly row: number;
  readonly keys: readonly { readonly name: string; readonly column: number; readonly value: string }[];
}

/** What stands around a formula. */
export interface SheetParts {
  readonly place: SheetPlace;
  readonly columns: readonly ColumnDefinition[];
  readonly results: readonly ColumnDefinition[];
  readonly rows: readonly RowDefinition[];
  /** The `XMLDataToSave` element; empty when nothing is saved. */
  readonly save: string;
}

/** The Addin's own name for a row definition, by its position from 0 on: `R00001`. */
export function rowDefName(at: number): string {
  return `R${String(at + 1).padStart(5, "0")}`;
}

/** The value of `Interject_RequestContext` as Addin 2.5 writes it (protocol section 3). */
export function requestContextXml(
  source: SourceFunction,
  { place, columns, results, rows, save }: SheetParts,
  user: AddinUser,
): string {
  return [
    // What .NET writes at the head of a string, whatever encoding the string travels in.
    '<?xml version="1.0" encoding="utf-16" standalone="yes"?><RequestContext>',
    `<ExcelVersion>${computer.excelVersion}</ExcelVersion><IdsVersion>2.5.3.5</IdsVersion>`,
    `<FileName>${escapeXml(place.fileName)}</FileName><FilePath>${escapeXml(place.filePath)}</FilePath>`,
    `<TabName>${escapeXml(place.tabName)}</TabName><CellRange>${place.cell}</CellRange>`,
    `<SourceFunction>${sourceFunctions[source]}</SourceFunction><UtcOffset>${computer.utcOffset}</UtcOffset>`,
    ...list("ColDefItems", columns.map(columnItem)),
    ...list("ResultDefItems", results.map(columnItem)),
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

function columnItem({ name, row, column }: ColumnDefinition): string {
  return `<Value Row="${row}" Column="${column}" RowDef="False"><Name>${escapeXml(name)}</Name></Value>`;
}

/** An entry of the older list, which has only the row definitions with exactly one key column. */
function singleKeyItem({ row, keys: [key, ...more] }: RowDefinition): readonly string[] {
  if (key === undefined || more.length > 0) return [];
  const { column, name, value } = key;
  return [
    `<Value Row="${row}" Column="${column}" ColumnName="${escapeAttribute(name)}"><Name>${escapeXml(value)}</Name></Value>`,
  ];
}

function rowItem({ row, keys }: RowDefinition, at: number): string {
  const colKeys = keys.map(
    ({ column, name, value }, order) =>
      `<ColKey Order="${order + 1}" Column="${column}" Name="${escapeAttribute(name)}">${escapeXml(value)}</ColKey>`,
  );
  return `<Value Row="${row}" RowDefName="${rowDefName(at)}">${colKeys.join("")}</Value>`;
}

function userXml({ userId, clientId, loginName, fullName, roles }: AddinUser): string {
  return [
    `<UserContext><MachineLoginName>${computer.windowsLogin}</MachineLoginName><MachineName>PC7</MachineName>`,
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
