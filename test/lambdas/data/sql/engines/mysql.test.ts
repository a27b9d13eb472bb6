import { describe } from "vitest";
import { engineContract } from "../../../../support/sql/contract.ts";
import { mysqlServer } from "../../../../support/sql/mysql.ts";
import { serverUrl } from "../../../../support/sql/server.ts";

const url = serverUrl("TEST_MARIADB_URL");

describe.skipIf(url === undefined)("on MariaDB (TEST_MARIADB_URL names a server)", () => {
  engineContract(() => mysqlServer(url ?? ""));
});
