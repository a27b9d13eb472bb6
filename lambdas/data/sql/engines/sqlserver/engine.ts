import type { Engine } from "../engine.ts";
import { dialect } from "./dialect.ts";

const load = () => import("./session.ts");

/** SQL Server and Azure SQL, through tedious. Signs in with a user and password of the server's own. */
export const sqlServer: Engine = {
  dialect,
  load,
  connect: async (server) => (await load()).openSession(server),
  probe: async () => (await import("./probe.ts")).probe,
};
