import { describe } from "vitest";
import { mysqlServer } from "../../../../support/sql/mysql.ts";
import { embeddedServer, postgresServer } from "../../../../support/sql/postgres.ts";
import { roundTripSuite } from "../../../../support/sql/round-trip.ts";
import { mysqlRoundTrip } from "../../../../support/sql/round-trip-mysql.ts";
import { postgresRoundTrip } from "../../../../support/sql/round-trip-postgres.ts";
import { sqlserverRoundTrip } from "../../../../support/sql/round-trip-sqlserver.ts";
import { serverUrl } from "../../../../support/sql/server.ts";
import { sqlserverServer } from "../../../../support/sql/sqlserver.ts";

const postgres = serverUrl("TEST_POSTGRES_URL");
describe.skipIf(postgres === undefined)("types of PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  roundTripSuite(() => postgresServer(postgres ?? ""), postgresRoundTrip);
});

const mariadb = serverUrl("TEST_MARIADB_URL");
describe.skipIf(mariadb === undefined)("types of MariaDB (TEST_MARIADB_URL names a server)", () => {
  roundTripSuite(() => mysqlServer(mariadb ?? ""), mysqlRoundTrip);
});

const sqlserver = serverUrl("TEST_SQLSERVER_URL");
describe.skipIf(sqlserver === undefined)("types of SQL Server (TEST_SQLSERVER_URL names a server)", () => {
  roundTripSuite(() => sqlserverServer(sqlserver ?? ""), sqlserverRoundTrip);
});

describe("types of the embedded PostgreSQL", () => {
  roundTripSuite(embeddedServer, postgresRoundTrip);
});
