import type { Engine } from "../engine.ts";
import { dialect } from "./dialect.ts";

/** PostgreSQL from version 14 on, and what speaks its protocol. */
export const postgres: Engine = {
  dialect,
  connect: async (server) => (await import("./session.ts")).openSession(server),
  probe: async () => (await import("./probe.ts")).probe,
};
