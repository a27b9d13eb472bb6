import type { ConnectionSettings } from "../../../settings/connections.ts";
import type { Engine } from "./engine.ts";

/**
 * Each database's driver is loaded when a connection first needs it: a megabyte that most functions never read. The bundle holds those
 * of the engines in the settings alone.
 */
export const engines: Readonly<Record<ConnectionSettings["engine"], () => Promise<Engine>>> = {
  postgres: async () => (await import("./postgres/engine.ts")).postgres,
  mysql: async () => (await import("./mysql/engine.ts")).mysql,
  sqlserver: async () => (await import("./sqlserver/engine.ts")).sqlServer,
};
