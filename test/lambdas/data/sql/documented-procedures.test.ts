import { describe } from "vitest";
import { skipReason } from "../../../support/databases.ts";
import { documentedProceduresWork } from "../../../support/sql/documented/procedures.ts";
import { mysqlServer } from "../../../support/sql/mysql.ts";
import { postgresServer } from "../../../support/sql/postgres.ts";
import { serverUrl } from "../../../support/sql/server.ts";
import { sqlserverServer } from "../../../support/sql/sqlserver.ts";

const postgres = serverUrl("TEST_POSTGRES_URL");
describe.skipIf(postgres === undefined)(
  `documented procedures on PostgreSQL${skipReason("TEST_POSTGRES_URL")}`,
  () => documentedProceduresWork(() => postgresServer(postgres ?? "")),
);

const mariadb = serverUrl("TEST_MARIADB_URL");
describe.skipIf(mariadb === undefined)(
  `documented procedures on MariaDB${skipReason("TEST_MARIADB_URL")}`,
  () => documentedProceduresWork(() => mysqlServer(mariadb ?? "")),
);

const sqlserver = serverUrl("TEST_SQLSERVER_URL");
describe.skipIf(sqlserver === undefined)(
  `documented procedures on SQL Server${skipReason("TEST_SQLSERVER_URL")}`,
  () => documentedProceduresWork(() => sqlserverServer(sqlserver ?? "")),
);
