import { saveXml } from "../addin/save.ts";
import type { DataPortal, DeclaredParameter, Endpoint, ExampleValues } from "../portals/portals.ts";

/** A request that an endpoint answers, as the description and the collection show it. */
export interface ExampleRequest {
  /** The data portal's code, or `request` for a report's own. */
  readonly name: string;
  readonly body: unknown;
}

/**
 * The requests that an endpoint answers. Each endpoint that runs commands runs those of all data portals.
 * @param portals those that name no command are left out
 */
export function exampleRequests(
  endpoint: Endpoint,
  portals: readonly DataPortal[],
): readonly ExampleRequest[] {
  if (endpoint.kind === "plain") return [];
  if (endpoint.kind === "report") return [{ name: "request", body: reportRequest(endpoint) }];
  return portals.flatMap((portal) =>
    portal.command === null ? [] : [{ name: portal.code, body: portalRequest(portal, portal.command) }],
  );
}

/** A parameter of a request, as far as an example needs it. */
interface SentParameter {
  readonly Name: string;
  readonly InputValue?: string;
  readonly ExpectsOutput?: true;
}

/** The parameters that the report must have and those of its example, a column definition, and its save. */
function reportRequest({ parameters, save, example }: Endpoint) {
  const sent = parameters.filter(
    ({ name, isOptional }) => !isOptional || example.parameters?.[name] !== undefined,
  );
  return {
    RequestParameterList: [
      ...sent.map((parameter): SentParameter => {
        const value = example.parameters?.[parameter.name] ?? exampleOf(parameter);
        return { Name: `@${parameter.name}`, InputValue: value };
      }),
      requestContext(savedXml(example, save)),
    ],
  };
}

/** The request of a data portal; texts that have no example are left empty. */
function portalRequest(
  { code, parameters, system, example }: DataPortal,
  { type, text, connection }: NonNullable<DataPortal["command"]>,
) {
  const saved = savedXml(example, null);
  return {
    DataPortalName: code,
    RequestParameterList: [
      ...parameters.map(({ name, type, isOutput }): SentParameter => {
        if (isOutput) return { Name: `@${name}`, ExpectsOutput: true };
        return { Name: `@${name}`, InputValue: example.parameters?.[name] ?? values[type] ?? "" };
      }),
      // Who the caller is, the API reads from the token: no example says it.
      ...system.flatMap((name): SentParameter[] => {
        if (name === "Interject_RequestContext") return [requestContext(saved)];
        if (name === "Interject_XMLDataToSave") return [{ Name: `@${name}`, InputValue: saved }];
        return name === "Interject_ReturnError" ? [{ Name: `@${name}`, ExpectsOutput: true }] : [];
      }),
    ],
    PassThroughCommand: {
      ConnectionStringName: connection ?? "",
      CommandType: types.indexOf(type),
      CommandText: text,
    },
  };
}

const types = ["None", "StoredProcedure", "TableDirect", "Text"];

function requestContext(saved: string): SentParameter {
  const columns =
    '<ColDefItems><Value Row="2" Column="2" RowDef="False"><Name>Column</Name></Value></ColDefItems>';
  const context = `<RequestContext>${columns}${saved}</RequestContext>`;
  return { Name: "@Interject_RequestContext", InputValue: context };
}

/** The example's rows, or one row for the columns that a report declares; empty where nothing is saved. */
function savedXml({ save: rows }: ExampleValues, declared: readonly DeclaredParameter[] | null): string {
  if (rows === undefined && declared === null) return "";
  const made = Object.fromEntries((declared ?? []).map((column) => [column.name, exampleOf(column)]));
  const saved = rows ?? [made];
  const columns = [...new Set(saved.flatMap((row) => Object.keys(row)))];
  return saveXml({ columns, rows: saved.map((row) => columns.map((name) => row[name] ?? "")) });
}

/** A value that fits a declaration by its building block; a report's own checks may want another. */
function exampleOf({ kind, expected, allowed }: DeclaredParameter): string {
  if (allowed !== null) return allowed[0] ?? "";
  if (kind === "integer") {
    const [, min = "0", max = "1"] = /from (-?\d+) to (-?\d+)/.exec(expected) ?? [];
    return String(Math.min(Math.max(1, Number(min)), Number(max)));
  }
  return values[kind.toLowerCase()] ?? "text";
}

/** By building block, and by data type. */
const values: Readonly<Record<string, string>> = {
  biginteger: "1",
  bigint: "1",
  int: "1",
  smallint: "1",
  tinyint: "1",
  decimal: "1.5",
  money: "1.50",
  float: "1.5",
  boolean: "true",
  bit: "1",
  date: "2026-06-16",
  datetime: "2026-06-16T11:04:08",
};
