import { describe } from "vitest";
import { engineContract } from "../../../../support/sql/contract.ts";
import { postgresServer } from "../../../../support/sql/postgres.ts";
import { serverUrl } from "../../../../support/sql/server.ts";

const url = serverUrl("TEST_POSTGRES_URL");

describe.skipIf(url === undefined)("on PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  engineContract(() => postgresServer(url ?? ""));
});
