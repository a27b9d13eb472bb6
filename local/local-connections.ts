import type { FunctionConfig } from "./aws/deployment.ts";

/** A connection of `npm start` alone, with what `docs/databases.md` describes. */
export interface LocalConnection {
  readonly name: string;
  readonly engine: string;
  readonly url?: string;
}

/**
 * The data function with `added` among its connections, in the place of those of the same name. This happens
 * in memory, when the function starts: a URL has a password in it, which must not reach the template.
 * @param config any function of the stack; the others have no connections, and stay as they are
 */
export function withConnections(config: FunctionConfig, added: readonly LocalConnection[]): FunctionConfig {
  if (added.length === 0 || !config.id.startsWith("DataFunction")) return config;
  // As lambdas/settings/functions.ts has written it. That file's code is the stack's, which this is not.
  const settings = JSON.parse(config.environment["SETTINGS"] ?? "{}") as { connections?: LocalConnection[] };
  const names = new Set(added.map(({ name }) => name.toLowerCase()));
  const others = (settings.connections ?? []).filter(({ name }) => !names.has(name.toLowerCase()));
  const merged = { ...settings, connections: [...others, ...added] };
  return { ...config, environment: { ...config.environment, SETTINGS: JSON.stringify(merged) } };
}
