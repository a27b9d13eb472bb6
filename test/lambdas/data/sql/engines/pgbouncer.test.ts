import { describe } from "vitest";
import { engineContract } from "../../../../support/sql/contract.ts";
import { pgbouncerServer } from "../../../../support/sql/pgbouncer.ts";
import { serverUrl } from "../../../../support/sql/server.ts";

const url = serverUrl("TEST_POSTGRES_URL");
const program = process.env["TEST_PGBOUNCER"] || undefined;

describe.skipIf(url === undefined || program === undefined)(
  "on PostgreSQL behind PgBouncer (TEST_POSTGRES_URL names a server, TEST_PGBOUNCER the program)",
  () => {
    engineContract(() => pgbouncerServer(url ?? "", program ?? ""));
  },
);
