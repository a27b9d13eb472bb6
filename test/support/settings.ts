import * as v from "valibot";
import { ConnectionList } from "../../lambdas/settings/connections.ts";
import type { DataSettings } from "../../lambdas/settings/data.ts";
import { IssuerList, type IssuerSettings } from "../../lambdas/settings/issuers.ts";

/** The issuers of settings as a deployment may write them. @throws ValiError when it may not */
export function parseIssuers(issuers: unknown): readonly IssuerSettings[] {
  return v.parse(IssuerList, issuers);
}

/**
 * Connections as they stand under `connections` in the settings, with their defaults, for `pull`.
 * @throws ValiError for a connection that the settings would refuse
 * @example
 * const connections = parseConnections([{ name: "Sales", engine: "postgres", url: database.url }]);
 */
export function parseConnections(
  connections: readonly v.InferInput<typeof ConnectionList>[number][],
): DataSettings["connections"] {
  return v.parse(ConnectionList, connections);
}

/** For tests on the synthesised stack that call the examples. */
export const exampleSettings = { INTERJECT_EXAMPLES: "true" };
