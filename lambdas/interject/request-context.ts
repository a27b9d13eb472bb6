import * as v from "valibot";
import { RequestInvalid } from "./errors.ts";
import { findParameter, type InterjectRequest } from "./request.ts";
import { readSave, type SaveTable } from "./save.ts";
import { readDecimal, readInteger } from "./value.ts";
import { childOf, isNamed, parseXml, type XmlElement } from "./xml.ts";

/**
 * `Interject_RequestContext` (protocol section 3): where in which workbook the formula stands. It comes from the user's
 * machine, so nothing in it is trustworthy. Names are those of the wire; what is missing or empty is null.
 */
export interface RequestContext {
  readonly ExcelVersion: string | null;
  /** Version of the Addin. */
  readonly IdsVersion: string | null;
  readonly FileName: string | null;
  readonly FilePath: string | null;
  readonly TabName: string | null;
  readonly CellRange: string | null;
  readonly SourceFunction: string | null;
  /** Hours ahead of UTC; decimal, for there are half hours. */
  readonly UtcOffset: number | null;
  readonly ColDefItems: readonly ColDefItem[];
  readonly ResultDefItems: readonly ColDefItem[];
  readonly RowDefItems: readonly RowDefItem[];
  readonly UserContext: UserContext;
  /** Opaque: only Interject can read it. */
  readonly UserContextEncrypted: string | null;
  readonly XMLDataToSave: SaveTable | null;
}

/** A column definition of the report. */
export interface ColDefItem {
  /** Sheet position; null from Addins that send names only. */
  readonly Row: number | null;
  readonly Column: number | null;
  readonly RowDef: boolean;
  readonly Name: string;
  /** What `jColumnDef` says of the column; empty without one. */
  readonly Json: ReadonlyMap<string, string>;
}

/** A row definition of the report: the values of its key columns. */
export interface RowDefItem {
  /** Sheet row; null from Addins that send names only. */
  readonly Row: number | null;
  /** The Addin's own name of the row, `R00001`; null where it gives none. */
  readonly RowDefName: string | null;
  /** In their order; a single one for a row definition of one column. */
  readonly ColKeys: readonly ColKey[];
  readonly Json: ReadonlyMap<string, string>;
}

/** One key value of a row definition. */
export interface ColKey {
  readonly Order: number;
  /** Sheet column; null from Addins that send names only. */
  readonly Column: number | null;
  /** Name of the column; null from Addins that send none. */
  readonly Name: string | null;
  readonly Value: string;
  readonly Json: ReadonlyMap<string, string>;
}

/** Who the workbook says its user is. Use the verified identity instead. */
export interface UserContext {
  readonly MachineLoginName: string | null;
  readonly MachineName: string | null;
  readonly FullName: string | null;
  readonly UserId: string | null;
  readonly ClientId: string | null;
  readonly LoginName: string | null;
  readonly LoginAuthTypeId: string | null;
  /** As sent, `06/16/2026 11:04:08`. */
  readonly LoginDateUtc: string | null;
  readonly UserRoles: readonly string[];
}

/**
 * Reads the request's context; an empty one when the data portal does not list the parameter.
 * @throws RequestInvalid `context` (or `save`, for the table within) for a document that cannot be read
 */
export function requestContext(request: InterjectRequest): RequestContext {
  const text = findParameter(request, "Interject_RequestContext")?.InputValue ?? "";
  const root = text.trim() === "" ? undefined : parseXml(text, "context");
  if (root !== undefined && !isNamed(root, "RequestContext")) {
    throw new RequestInvalid("context", "The request context must be a RequestContext document.");
  }
  const field = (name: string) => textOf(childOf(root, name));
  const save = childOf(root, "XMLDataToSave");
  return {
    ExcelVersion: field("ExcelVersion"),
    IdsVersion: field("IdsVersion"),
    FileName: field("FileName"),
    FilePath: field("FilePath"),
    TabName: field("TabName"),
    CellRange: field("CellRange"),
    SourceFunction: field("SourceFunction"),
    UtcOffset: number(field("UtcOffset"), "UtcOffset"),
    ColDefItems: valuesOf(root, "ColDefItems").map(colDefItem),
    ResultDefItems: valuesOf(root, "ResultDefItems").map(colDefItem),
    RowDefItems: rowDefItems(root),
    UserContext: userContext(childOf(root, "UserContext")),
    UserContextEncrypted: field("UserContextEncrypted"),
    XMLDataToSave: save === undefined || save.children.length === 0 ? null : readSave(save),
  };
}

/** `RowDefItems2` says the same as `RowDefItems` and more: where it has items, it alone counts. */
function rowDefItems(root: XmlElement | undefined): readonly RowDefItem[] {
  const items = valuesOf(root, "RowDefItems2");
  return items.length > 0 ? items.map(rowDefItem) : valuesOf(root, "RowDefItems").map(singleColumnRowDefItem);
}

function rowDefItem(value: XmlElement): RowDefItem {
  const keys = value.children.filter((child) => isNamed(child, "ColKey"));
  if (keys.length === 0) return singleColumnRowDefItem(value);
  return {
    Row: whole(value, "Row"),
    RowDefName: attribute(value, "RowDefName"),
    ColKeys: keys
      .map((key, index) => ({
        Order: whole(key, "Order") ?? index + 1,
        Column: whole(key, "Column"),
        Name: attribute(key, "Name"),
        Value: nameOf(key),
        Json: json(key),
      }))
      .sort((one, other) => one.Order - other.Order),
    Json: json(value),
  };
}

function singleColumnRowDefItem(value: XmlElement): RowDefItem {
  const Json = json(value);
  const key = {
    Order: 1,
    Column: whole(value, "Column"),
    Name: attribute(value, "ColumnName"),
    Value: nameOf(value),
    Json,
  };
  return { Row: whole(value, "Row"), RowDefName: attribute(value, "RowDefName"), ColKeys: [key], Json };
}

function colDefItem(value: XmlElement): ColDefItem {
  return {
    Row: whole(value, "Row"),
    Column: whole(value, "Column"),
    RowDef: attribute(value, "RowDef")?.toLowerCase() === "true",
    Name: nameOf(value),
    Json: json(value),
  };
}

function userContext(element: XmlElement | undefined): UserContext {
  const field = (name: string) => textOf(childOf(element, name));
  return {
    MachineLoginName: field("MachineLoginName"),
    MachineName: field("MachineName"),
    FullName: field("FullName"),
    UserId: field("UserId"),
    ClientId: field("ClientId"),
    LoginName: field("LoginName"),
    LoginAuthTypeId: field("LoginAuthTypeId"),
    LoginDateUtc: field("LoginDateUtc"),
    UserRoles: (childOf(element, "UserRoles")?.children ?? []).flatMap((role) => textOf(role) ?? []),
  };
}

function valuesOf(root: XmlElement | undefined, list: string): readonly XmlElement[] {
  return (childOf(root, list)?.children ?? []).filter((child) => isNamed(child, "Value"));
}

/** An item's name: in an element `Name`, or as plain text, which is all that old Addins send. */
function nameOf(item: XmlElement): string {
  const name = childOf(item, "Name");
  if (name !== undefined) return name.text;
  return item.children.length === 0 ? item.text : item.text.trim();
}

const JsonObject = v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()])));

function json(item: XmlElement): ReadonlyMap<string, string> {
  const text = textOf(childOf(item, "Json"));
  if (text === null) return new Map();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Answered below like any other text that is not what jColumnDef makes.
  }
  const result = v.safeParse(JsonObject, parsed);
  if (!result.success) {
    throw new RequestInvalid(
      "context",
      "The request context holds a Json element that is not a JSON object of texts.",
    );
  }
  return new Map(
    Object.entries(result.output).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]])),
  );
}

function textOf(element: XmlElement | undefined): string | null {
  const text = element?.text ?? "";
  return text.trim() === "" ? null : text;
}

function attribute(element: XmlElement, name: string): string | null {
  const value = element.attributes.get(name.toLowerCase()) ?? "";
  return value === "" ? null : value;
}

function whole(element: XmlElement, name: string): number | null {
  const text = attribute(element, name);
  if (text === null) return null;
  const value = readInteger(text, 0, 2_147_483_647);
  if (value !== undefined) return value;
  throw new RequestInvalid(
    "context",
    `The request context has an attribute ${name} that is not a whole number.`,
  );
}

function number(text: string | null, name: string): number | null {
  if (text === null) return null;
  const value = readDecimal(text);
  if (value !== undefined) return Number(value);
  throw new RequestInvalid("context", `The request context has an element ${name} that is not a number.`);
}
