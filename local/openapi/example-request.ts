import { saveXml } from "../addin/save.ts";
import type { DataPortal, DeclaredParameter, Endpoint } from "../portals/portals.ts";

/** A parameter of a request, as far as an example needs it. */
interface SentParameter {
  readonly Name: string;
  readonly InputValue?: string;
  readonly ExpectsOutput?: true;
}

/**
 * A request that a report answers: the parameters that it must have, a column definition, and where it saves,
 * one row.
 */
export function reportRequest({ parameters, save }: Endpoint): unknown {
  const row = save === null ? "" : saveXml(oneRow(save));
  const columns =
    '<ColDefItems><Value Row="2" Column="2" RowDef="False"><Name>Column</Name></Value></ColDefItems>';
  return {
    RequestParameterList: [
      ...parameters
        .filter(({ isOptional }) => !isOptional)
        .map(
          (parameter): SentParameter => ({ Name: `@${parameter.name}`, InputValue: exampleOf(parameter) }),
        ),
      {
        Name: "@Interject_RequestContext",
        InputValue: `<RequestContext>${columns}${row}</RequestContext>`,
      } satisfies SentParameter,
    ],
  };
}

function oneRow(columns: readonly DeclaredParameter[]) {
  return { columns: columns.map(({ name }) => name), rows: [columns.map(exampleOf)] };
}

/** A value that fits a declaration by its building block; a report's own checks may want another. */
function exampleOf({ kind, expected, allowed }: DeclaredParameter): string {
  if (allowed !== null) return allowed[0] ?? "";
  if (kind === "integer") {
    const [, min = "0", max = "1"] = /from (-?\d+) to (-?\d+)/.exec(expected) ?? [];
    return String(Math.min(Math.max(1, Number(min)), Number(max)));
  }
  return values[kind] ?? "text";
}

const values: Readonly<Record<string, string>> = {
  bigInteger: "1",
  decimal: "1.5",
  money: "1.50",
  float: "1.5",
  boolean: "true",
  date: "2026-06-16",
  dateTime: "2026-06-16T11:04:08",
};

const types = ["None", "StoredProcedure", "TableDirect", "Text"];

/** The request of a data portal that names a command; its parameters are left empty. */
export function portalRequest({ code, command, parameters }: DataPortal): unknown {
  return {
    DataPortalName: code,
    RequestParameterList: parameters.map(
      ({ name, isOutput }): SentParameter =>
        isOutput ? { Name: `@${name}`, ExpectsOutput: true } : { Name: `@${name}`, InputValue: "" },
    ),
    PassThroughCommand: {
      ConnectionStringName: command?.connection ?? "",
      CommandType: types.indexOf(command?.type ?? "None"),
      CommandText: command?.text ?? "",
    },
  };
}
