import { RequestInvalid } from "../../../interject/errors.ts";
import { textTypes } from "../../../interject/request/data-type.ts";
import {
  bareName,
  dataTypes,
  findParameter,
  type InterjectRequest,
  lookupName,
  type RequestParameter,
} from "../../../interject/request/request.ts";
import type { SaveTable } from "../../../interject/request/save.ts";
import { isSystemName, type VerifiedParameters } from "../../../interject/request/system-parameters.ts";
import { returnValue, type SaveRows } from "../engines/engine.ts";
import type { Argument, Arguments } from "./arguments.ts";
import { refuseSameNames } from "./column-keys.ts";
import { blankAsDotnet, readArgument } from "./values.ts";

/**
 * The parameter in which a routine takes a saved table as rows: a table type (SQL Server) or JSON. It is this
 * API's own, beside Interject's `Interject_XMLDataToSave`; data portals need not list it.
 */
export const dataToSaveParameter = "Interject_DataToSave";

/** The system parameters in which Interject sends a table to save (protocol section 3). */
export const sentSaveParameters = ["Interject_XMLDataToSave", "Interject_RequestContext"] as const;

/** What a connection's settings say of blank values. */
interface BlankSettings {
  /** NULL unless set. */
  readonly blanks?: "null" | "dotnet";
}

/**
 * What a request gives to a routine over a connection. The routine must declare each formula parameter, and
 * may declare any system parameter.
 */
export function requestArguments(
  {
    request,
    save,
    verified,
  }: {
    readonly request: InterjectRequest;
    readonly save: SaveTable | null;
    readonly verified: VerifiedParameters;
  },
  { blanks }: BlankSettings = {},
): Arguments {
  const returnKey = lookupName(returnValue);
  const sent = request.RequestParameterList.filter(({ Name }) => lookupName(Name) !== returnKey);
  // A later argument of the same name replaces an earlier one.
  const all = [
    ...sent.map((parameter) => sentArgument(parameter, blanks === "dotnet")),
    ...(save === null ? [] : missingSaveArguments(request)),
    ...[...verified].map(verifiedArgument),
    rowsArgument(save),
  ];
  return new Map(all.map((argument) => [lookupName(argument.name), argument]));
}

function sentArgument({ Name, InputValue, DataType }: RequestParameter, blanksAsDotnet: boolean): Argument {
  const name = bareName(Name);
  const isSystem = isSystemName(name);
  const sent = dataTypes[DataType] ?? "none";
  // The Addin may call a document of any length `varchar`, which in SQL Server ends at 8,000 characters.
  const type = isSystem && textTypes.has(sent) ? "none" : sent;
  return {
    name,
    mustBeDeclared: !isSystem,
    read: (declared) => {
      const text = blanksAsDotnet ? blankAsDotnet(InputValue, declared, type) : InputValue;
      return readArgument(name, text, declared, type);
    },
  };
}

function verifiedArgument([name, value]: readonly [string, () => string | null]): Argument {
  return { name, mustBeDeclared: false, read: (declared) => readArgument(name, value(), declared) };
}

/**
 * Arguments for the save parameters that the data portal does not send: reading one is an error. A routine
 * that got null instead would save nothing and report success.
 */
function missingSaveArguments(request: InterjectRequest): Argument[] {
  const missing = sentSaveParameters.filter(
    (name) => (findParameter(request, name)?.InputValue ?? "").trim() === "",
  );
  return missing.map((name) => ({
    name,
    mustBeDeclared: false,
    read: () => {
      const message =
        "The routine reads the table to save from it, and the data portal does not send it. Ask your administrator to add this system parameter.";
      throw new RequestInvalid("parameter", `${name}: ${message}`, [{ name, message }]);
    },
  }));
}

function rowsArgument(save: SaveTable | null): Argument {
  const read = (): SaveRows | null => {
    if (save === null) return null;
    const columns = save.columns.map(({ name }) => name);
    refuseSameNames(columns);
    return { columns, rows: save.rows };
  };
  return { name: dataToSaveParameter, mustBeDeclared: false, read };
}
