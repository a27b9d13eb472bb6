import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { ReportExample } from "../lambdas/data/report.ts";
import type { Route } from "../lambdas/data/route.ts";
import type { ParameterEntries, ParameterMetadata } from "../lambdas/interject/request/parameter.ts";

/** A formula parameter, or a column that a save reads, as the console's forms show it. */
export interface DescribedParameter extends ParameterMetadata {
  readonly name: string;
  readonly isOptional: boolean;
}

/** A line of the route table as plain data. */
export interface DescribedRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly isPublic: boolean;
  /** What the caller's token must have, by the line's own words; empty where any token will do. */
  readonly demands: Readonly<Record<string, readonly string[] | string>>;
  /** `report` where it answers tables, `command` where it runs the data portal's command. */
  readonly kind: "plain" | "report" | "command";
  readonly parameters: readonly DescribedParameter[];
  /** The columns that a save reads; null where the report declares none. */
  readonly save: readonly DescribedParameter[] | null;
  /** Values of a request that the report answers. */
  readonly example: ReportExample;
  /** What a plain answer reads of the query, with the words that each can be. */
  readonly query: Readonly<Record<string, readonly string[]>>;
}

/** Writes `routes.json`, a list of {@link DescribedRoute}, into a synthesised folder. */
export function writeDescribedRoutes(folder: string, routes: readonly Route[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "routes.json"), JSON.stringify(describeRoutes(routes)));
}

/** What the console shows of the route table: it knows the synthesised folder alone. */
export function describeRoutes(routes: readonly Route[]): readonly DescribedRoute[] {
  return routes.map((route) => {
    const { method, path, access } = route;
    const declared = "report" in route ? route.report.declared : { parameters: {}, save: null, example: {} };
    const { scopes, roles, clients, issuers } = { ...route } as Demanded;
    const demands = Object.entries({ scopes, roles, clients, issuers }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return {
      method,
      path,
      isPublic: access === "public",
      demands: Object.fromEntries(demands),
      kind: "answer" in route ? "plain" : declared === null ? "command" : "report",
      parameters: entries(declared?.parameters ?? {}),
      save: declared?.save ? entries(declared.save) : null,
      example: declared?.example ?? {},
      query: "answer" in route ? (route.query ?? {}) : {},
    };
  });
}

type Demanded = Partial<
  Readonly<Record<"scopes" | "roles" | "clients" | "issuers", readonly string[] | string>>
>;

function entries(declared: ParameterEntries): readonly DescribedParameter[] {
  return Object.entries(declared).map(([name, schema]) => ({
    // What a schema that is not made of the building blocks is taken for.
    ...{ kind: "text", expected: "a text", allowed: null, isOptional: true },
    ...v.getMetadata(schema),
    name,
  }));
}
