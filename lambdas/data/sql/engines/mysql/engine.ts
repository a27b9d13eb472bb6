import type { Engine } from "../engine.ts";
import { dialect } from "./dialect.ts";

const load = () => import("./session.ts");

/**
 * MySQL (8 and later) and MariaDB (10.5 and later), Amazon Aurora's and RDS's among them.
 *
 * What it asks of a writer of routines:
 * - A routine finds who calls in user variables: `@interject_user_id` and so on.
 * - Statements run in strict mode, but a stored routine runs in the `sql_mode` that held when it was created.
 * - COMMIT, ROLLBACK, START TRANSACTION and DDL in a procedure end the transaction that it runs in. No
 *   setting of the server prevents that; `own-transaction.ts` finds it out.
 * - A parameter has no default, so each one of a routine is given.
 * - The identity compares with columns of the database's own collation; another one needs `COLLATE`.
 * - `TIMESTAMP` is shown in the server's time zone. A date that is no day, such as `0000-00-00`,
 *   is an empty cell.
 * - `max_statement_time` (MariaDB) stops any statement, `max_execution_time` (MySQL) only SELECT; both count
 *   the time in which rows wait for a slow reader. They are the last resort, except for a routine that the
 *   signed-in user may not KILL.
 * - The server sends nothing beside results. The engine asks for the warnings of each call, and tells those
 *   after which something was cut or changed (`warnings.ts`).
 */
export const mysql: Engine = {
  dialect,
  load,
  connect: async (server) => (await load()).openSession(server),
  probe: async () => (await import("./probe.ts")).probe,
};
