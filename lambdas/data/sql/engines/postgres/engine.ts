import type { Engine } from "../engine.ts";
import { dialect } from "./dialect.ts";

const load = () => import("./session.ts");

/** PostgreSQL from version 14 on, and what speaks its protocol. */
export const postgres: Engine = {
  dialect,
  load,
  connect: async (server) => (await load()).openSession(server),
  probe: async () => (await import("./probe.ts")).probe,
};
