import { RequestInvalid } from "../errors.ts";
import { normalName } from "./normal-name.ts";
import { floatReader, shapeOf } from "./reader.ts";
import { findParameter, type InterjectRequest, lookupName } from "./request.ts";

/**
 * The output parameter whose text the Addin shows as an error; empty means none. Set it as any
 * output parameter.
 */
export const returnErrorParameter = "Interject_ReturnError";

/** The names that the protocol reserves (section 3), and this API's own for a table to save as rows. */
const systemNames = [
  "Interject_XMLDataToSave",
  "Interject_ColDefItems",
  "Interject_RowDefItems",
  "Interject_SourceFileAndPath",
  "Interject_SourceFilePathAndTab",
  "Interject_NTLogin",
  "Interject_UserID",
  "Interject_ClientID",
  "Interject_LoginName",
  "Interject_ExcelVersion",
  "Interject_UserRoles",
  "Interject_LocalTimeZoneOffset",
  returnErrorParameter,
  "Interject_RequestContext",
  "Interject_DataToSave",
];
const systemKeys = new Map(systemNames.map((name) => [normalName(name), lookupName(name)]));

/**
 * The key of the parameter that a name stands for: a routine's `interject_user_id` is Interject's own
 * `Interject_UserID`, and nothing else that a workbook sends. Every other name stands for itself.
 */
export function parameterKey(name: string): string {
  return systemKeys.get(normalName(name)) ?? lookupName(name);
}

/** Whether a name is one of Interject's own parameters, or is written like one. */
export function isSystemName(name: string): boolean {
  return systemKeys.has(normalName(name)) || lookupName(name).startsWith("interject_");
}

/**
 * What a data portal passes in reserved parameters (protocol section 3), by their names without `Interject_`;
 * null where the portal does not list one or its value is empty. They come from the user's machine and prove
 * nothing about the user. The request context and the table to save have readers of their own:
 * `requestContext`, `saveTable`.
 */
export interface SystemParameters {
  readonly SourceFileAndPath: { readonly path: string; readonly file: string } | null;
  readonly SourceFilePathAndTab: string | null;
  readonly NTLogin: string | null;
  readonly UserID: string | null;
  readonly ClientID: string | null;
  readonly LoginName: string | null;
  readonly ExcelVersion: string | null;
  readonly UserRoles: readonly string[];
  /** Hours from UTC to the user's local time; 5.5 exists. */
  readonly LocalTimeZoneOffset: number | null;
  /** As sent; `context` has them in typed form, with or without a request context. */
  readonly ColDefItems: string | null;
  readonly RowDefItems: string | null;
}

/**
 * The system parameters that say who the user is, by name. They replace what the workbook sent. A value is
 * asked for when a routine declares the parameter.
 * @throws UserError from a value that cannot be given
 */
export type VerifiedParameters = ReadonlyMap<string, () => string | null>;

const hours = floatReader("double");

/**
 * Reads the system parameters of a request.
 * @throws RequestInvalid `parameter` when the time zone offset is no number
 * @example
 * run: ({ request }) => ({ columns: ["Excel"], rows: [[systemParameters(request).ExcelVersion]] }),
 */
export function systemParameters(request: InterjectRequest): SystemParameters {
  const text = (name: string) => findParameter(request, `Interject_${name}`)?.InputValue || null;
  return {
    SourceFileAndPath: splitSource(text("SourceFileAndPath")),
    SourceFilePathAndTab: text("SourceFilePathAndTab"),
    NTLogin: text("NTLogin"),
    UserID: text("UserID"),
    ClientID: text("ClientID"),
    LoginName: text("LoginName"),
    ExcelVersion: text("ExcelVersion"),
    UserRoles: rolesOf(text("UserRoles") ?? ""),
    LocalTimeZoneOffset: readHours(text("LocalTimeZoneOffset") ?? ""),
    ColDefItems: text("ColDefItems"),
    RowDefItems: text("RowDefItems"),
  };
}

/** Path and file name with `|` between them; neither can hold one in Windows. Without it, a file alone. */
function splitSource(source: string | null): SystemParameters["SourceFileAndPath"] {
  if (source === null) return null;
  const bar = source.lastIndexOf("|");
  return { path: source.slice(0, Math.max(0, bar)), file: source.slice(bar + 1) };
}

/** Names with commas between them, as Interject's own procedures join them; `|` and `;` part them too. */
function rolesOf(text: string): readonly string[] {
  return text
    .split(/[,|;]/)
    .map((role) => role.trim())
    .filter((role) => role !== "");
}

function readHours(text: string): number | null {
  if (text.trim() === "") return null;
  const value = hours.read(text);
  if (value !== undefined) return value;
  const name = "Interject_LocalTimeZoneOffset";
  const message = `This must be ${hours.expected} of hours, but is ${shapeOf(text)}.`;
  throw new RequestInvalid("parameter", `${name}: ${message}`, [{ name, message }]);
}
