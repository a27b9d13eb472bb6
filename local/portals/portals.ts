import { normalName } from "../../lambdas/interject/request/normal-name.ts";
import type { DataType } from "../../lambdas/interject/request/request.ts";
import { nearestName } from "../../lib/nearest-name.ts";
import { type PortalEntry, type PortalFile, PortalsInvalid, type SystemParameter } from "./portal-file.ts";

/** What a data portal can be derived from: a line of the route table, as `lib/describe-routes.ts` has it. */
export interface Endpoint {
  readonly method: string;
  readonly path: string;
  /** `report` where it answers tables, `command` where it runs the data portal's command. */
  readonly kind: "plain" | "report" | "command";
  /** The parameters that its report declares. */
  readonly parameters: readonly DeclaredParameter[];
  /** The columns that a save reads; null where the report declares none. */
  readonly save: readonly DeclaredParameter[] | null;
  readonly example: ExampleValues;
}

/** Values of a request that is answered, as texts: those that somebody has chosen. */
export interface ExampleValues {
  /** By name. */
  readonly parameters?: Readonly<Record<string, string | undefined>> | undefined;
  /** The rows of a save, by column. */
  readonly save?: readonly Readonly<Record<string, string>>[] | undefined;
}

/** A formula parameter, or a column of a save, as its report declares it. */
export interface DeclaredParameter {
  readonly name: string;
  /** The building block's name. */
  readonly kind: string;
  /** What the text must be, to stand behind "must be" in a sentence. */
  readonly expected: string;
  readonly allowed: readonly string[] | null;
  readonly isOptional: boolean;
}

/** A data portal with all that Interject's portal asks for. */
export interface DataPortal {
  /** Data Portal Code. */
  readonly code: string;
  /** Api Relative Url, in the letter case of the route table. */
  readonly path: string;
  /** What an endpoint that runs commands is told; null for any other. */
  readonly command: {
    readonly type: NonNullable<PortalEntry["commandType"]>;
    readonly text: string;
    /** Api Connection String Name; null for the API's only connection. */
    readonly connection: string | null;
  } | null;
  /** Null is Interject's own, three minutes. */
  readonly timeoutSeconds: number | null;
  /** In the order of `Param`. */
  readonly parameters: readonly FormulaParameter[];
  readonly system: readonly SystemParameter[];
  /** The columns that its report reads of a save; null where it declares none. */
  readonly saveColumns: readonly string[] | null;
  /** Of a command; a report's own stands in its declaration. */
  readonly example: ExampleValues;
}

export interface FormulaParameter {
  readonly name: string;
  readonly type: DataType;
  readonly isOutput: boolean;
}

/**
 * The data portals of a file, with what follows from the route table.
 * @throws PortalsInvalid with a sentence for each data portal that fits no endpoint
 */
export function dataPortals(
  entries: PortalFile,
  endpoints: readonly Endpoint[],
  file: string,
): readonly DataPortal[] {
  const wrong: string[] = [];
  const seen = new Map<string, string>();
  const portals = Object.entries(entries).flatMap(([code, entry]) => {
    const endpoint = endpoints.find(
      ({ method, path, kind }) =>
        method === "POST" && kind !== "plain" && path.toLowerCase() === entry.path.toLowerCase(),
    );
    const other = seen.get(code.toLowerCase());
    seen.set(code.toLowerCase(), code);
    const objections = [
      ...(other === undefined ? [] : [`is there already, as ${other}: letter case makes no other code`]),
      ...(endpoint === undefined ? [noEndpoint(entry.path, endpoints)] : objectionsTo(entry, endpoint)),
    ];
    wrong.push(...objections.map((objection) => `${file}: the data portal ${code} ${objection}.`));
    return endpoint === undefined ? [] : [portalOf(code, entry, endpoint)];
  });
  if (wrong.length > 0) throw new PortalsInvalid(wrong.join("\n"));
  return portals;
}

function noEndpoint(path: string, endpoints: readonly Endpoint[]): string {
  const paths = endpoints.flatMap((one) => (one.kind === "plain" ? [] : [one.path]));
  const meant = nearestName(path, paths);
  const hint = meant === null ? "reports/routes.ts lists yours" : `did you mean ${meant}`;
  return `has the path ${path}, which no report has: ${hint}`;
}

function objectionsTo(entry: PortalEntry, endpoint: Endpoint): readonly string[] {
  const { path, kind, parameters: declared } = endpoint;
  const listed = entry.parameters ?? [];
  const repeated = [...Map.groupBy(listed, ({ name }) => normalName(name)).values()].flatMap((alike) =>
    alike.length === 1
      ? []
      : [`has the parameters ${alike.map(({ name }) => name).join(", ")}, which mean the same`],
  );
  if (kind === "command")
    return [
      ...(entry.command === undefined
        ? [`needs a command, because ${path} runs what the data portal names`]
        : []),
      ...repeated,
      ...Object.keys(entry.example?.parameters ?? {}).flatMap((name) =>
        listed.some((one) => one.name === name) ? [] : [`has an example for ${name}, which it does not list`],
      ),
    ];
  const words = (["connection", "commandType", "command"] as const).filter(
    (word) => entry[word] !== undefined,
  );
  const unread = [
    ...words.map((word) => `has a ${word}, which the report at ${path} does not read`),
    ...(entry.example === undefined ? [] : [`has an example: leave it out, the report at ${path} has it`]),
  ];
  // What a report sets as an output, it does not declare.
  const inputs = listed.filter(({ direction }) => direction !== "output");
  const own = inputs.flatMap(({ name, type }) => {
    if (!declared.some((one) => normalName(one.name) === normalName(name)))
      return [`has the parameter ${name}, which the report at ${path} does not declare`];
    return type === undefined ? [] : [`gives ${name} a type: leave it out, the report at ${path} has it`];
  });
  return [...unread, ...own, ...repeated];
}

function portalOf(code: string, entry: PortalEntry, { path, kind, parameters, save }: Endpoint): DataPortal {
  const { command, commandType = "StoredProcedure", connection = null, timeoutSeconds = null } = entry;
  const listed: NonNullable<PortalEntry["parameters"]> =
    entry.parameters ?? parameters.map(({ name }) => ({ name }));
  const runs = kind === "command" && command !== undefined;
  return {
    code,
    path,
    command: runs ? { type: commandType, text: command, connection } : null,
    timeoutSeconds,
    parameters: listed.map(({ name, type, direction }) => {
      const declared = parameters.find((one) => normalName(one.name) === normalName(name));
      const ownType = typesOfKinds[declared?.kind ?? ""] ?? "nvarchar";
      return { name, type: type ?? ownType, isOutput: direction === "output" };
    }),
    system: entry.system ?? ["Interject_RequestContext"],
    saveColumns: save?.map(({ name }) => name) ?? null,
    example: entry.example ?? {},
  };
}

/** The data types that carry what the building blocks of a report's parameters read. */
const typesOfKinds: Readonly<Record<string, DataType>> = {
  integer: "bigint",
  bigInteger: "bigint",
  decimal: "decimal",
  money: "money",
  float: "float",
  boolean: "bit",
  date: "date",
  dateTime: "datetime",
};
