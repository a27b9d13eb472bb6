import type { ConnectionSettings } from "../../../settings/connections.ts";
import type { Engine } from "./engine.ts";
import { mysql } from "./mysql/engine.ts";
import { postgres } from "./postgres/engine.ts";
import { sqlServer } from "./sqlserver/engine.ts";

/** The engines by their names in the settings. */
export const engines: Readonly<Record<ConnectionSettings["engine"], Engine>> = {
  postgres,
  mysql,
  sqlserver: sqlServer,
};
