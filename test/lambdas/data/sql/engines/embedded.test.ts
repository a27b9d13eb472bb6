import { describe } from "vitest";
import { engineContract } from "../../../../support/sql/contract.ts";
import { embeddedServer } from "../../../../support/sql/postgres.ts";

describe("on the embedded PostgreSQL", () => {
  engineContract(embeddedServer);
});
