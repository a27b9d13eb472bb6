import type { Identity } from "../../../identity.ts";
import { RequestInvalid } from "../../../interject/errors.ts";
import {
  bareName,
  findParameter,
  type InterjectRequest,
  type RequestParameter,
} from "../../../interject/request/request.ts";
import type { SaveTable } from "../../../interject/request/save.ts";
import { returnValue, type SaveRows } from "../engines/engine.ts";
import { type Argument, type Arguments, comparable, isSystemName } from "./arguments.ts";
import { requestValue } from "./values.ts";

/**
 * The parameter in which a routine takes a saved table as rows: a table type (SQL Server) or JSON. It is this API's own, beside
 * Interject's `Interject_XMLDataToSave`, and data portals need not list it.
 */
export const dataToSaveParameter = "Interject_DataToSave";

/**
 * What a request gives to a routine. Formula parameters must be declared by it; system parameters are there for those that want them. Who
 * the user is, is what the token says, whatever the workbook says.
 */
export function requestArguments({
  user,
  request,
  save,
}: {
  readonly user: Identity | null;
  readonly request: InterjectRequest;
  readonly save: SaveTable | null;
}): Arguments {
  const sent = request.RequestParameterList.filter(
    ({ Name }) => comparable(Name) !== comparable(returnValue),
  ).map(requestArgument);
  const all = [
    ...sent,
    ...(save === null ? [] : unsentSaveArguments(request)),
    ...identityArguments(user, request),
    saveArgument(save),
  ];
  return new Map(all.map((argument) => [comparable(argument.name), argument]));
}

function requestArgument(parameter: RequestParameter): Argument {
  const name = bareName(parameter.Name);
  return {
    name,
    mustBeDeclared: !isSystemName(name),
    read: (declared) => requestValue(parameter, declared),
  };
}

/** System parameters that say who the user is. */
function identityArguments(user: Identity | null, request: InterjectRequest): Argument[] {
  const sent = (name: string) => findParameter(request, name)?.InputValue?.trim() ?? "";
  const text = (name: string, value: string | null): Argument => ({
    name,
    mustBeDeclared: false,
    read: () => value,
  });
  // Addins may send the internal number instead of the public id: where the token knows it too, it stays what was sent.
  const id = (name: string, known: string | null, number: number | null) =>
    text(name, number !== null && sent(name) === String(number) ? String(number) : known);
  return [
    id("Interject_UserID", user?.userId ?? null, user?.userNumber ?? null),
    id("Interject_ClientID", user?.clientId ?? null, user?.clientNumber ?? null),
    text("Interject_LoginName", user?.loginName ?? null),
    text("Interject_UserRoles", user?.roles.join(",") ?? null),
  ];
}

/**
 * The parameters in which Interject sends a table to save, as far as this data portal does not list them: a routine that reads one would
 * find nothing, and so save nothing, without a word.
 */
function unsentSaveArguments(request: InterjectRequest): Argument[] {
  return ["Interject_XMLDataToSave", "Interject_RequestContext"]
    .filter((name) => (findParameter(request, name)?.InputValue ?? "").trim() === "")
    .map((name) => ({
      name,
      mustBeDeclared: false,
      read: () => {
        const message =
          "The routine reads the table to save from it, and the data portal does not send it. Ask your administrator to add this system parameter.";
        throw new RequestInvalid("parameter", `${name}: ${message}`, [{ name, message }]);
      },
    }));
}

function saveArgument(save: SaveTable | null): Argument {
  const rows: SaveRows | null =
    save === null ? null : { columns: save.columns.map(({ name }) => name), rows: save.rows };
  return { name: dataToSaveParameter, mustBeDeclared: false, read: () => rows };
}
