import { describe } from "vitest";
import { faultSuite } from "../../../../support/sql/faults.ts";
import { mysqlServer } from "../../../../support/sql/mysql.ts";
import { embeddedServer, postgresServer } from "../../../../support/sql/postgres.ts";
import { serverUrl } from "../../../../support/sql/server.ts";
import { sqlserverServer } from "../../../../support/sql/sqlserver.ts";

const postgres = serverUrl("TEST_POSTGRES_URL");
describe.skipIf(postgres === undefined)("faults before PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  faultSuite(() => postgresServer(postgres ?? ""));
});

const mariadb = serverUrl("TEST_MARIADB_URL");
describe.skipIf(mariadb === undefined)("faults before MariaDB (TEST_MARIADB_URL names a server)", () => {
  faultSuite(() => mysqlServer(mariadb ?? ""));
});

const sqlserver = serverUrl("TEST_SQLSERVER_URL");
describe.skipIf(sqlserver === undefined)(
  "faults before SQL Server (TEST_SQLSERVER_URL names a server)",
  () => {
    faultSuite(() => sqlserverServer(sqlserver ?? ""));
  },
);

describe("faults before the embedded PostgreSQL", () => {
  faultSuite(embeddedServer, true);
});
