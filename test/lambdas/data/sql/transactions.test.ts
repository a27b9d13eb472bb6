import * as v from "valibot";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { report } from "../../../../lambdas/data/report.ts";
import { closePools } from "../../../../lambdas/data/sql/connection/pools.ts";
import type { Database } from "../../../../lambdas/data/sql/database.ts";
import { UserNotice } from "../../../../lambdas/interject/errors.ts";
import { log } from "../../../../lambdas/log.ts";
import { ConnectionList, type ConnectionSettings } from "../../../../lambdas/settings/connections.ts";
import type { Formula } from "../../../../local/addin/request.ts";
import { pull } from "../../../support/pull.ts";
import { secretArn, startSecretsManager } from "../../../support/secrets-manager.ts";
import * as tokens from "../../../support/tds/tokens.ts";
import { startTdsServer } from "../../../support/tds-server.ts";

afterEach(() => closePools());

/** Two databases, in the order of their commits; the one that `failing` names refuses to commit. */
async function twoDatabases(failing: string) {
  const commits: string[] = [];
  const connections = await Promise.all(
    ["Ledger", "Stock"].map(async (name): Promise<ConnectionSettings> => {
      const server = await startTdsServer({
        answer: (request) => {
          if (request.kind !== "transaction" || request.command !== "commit") return null;
          commits.push(name);
          if (name !== failing) return null;
          return [tokens.error(50_001, "UserError: The period is closed."), tokens.done({ error: true })];
        },
      });
      onTestFinished(() => server.close());
      const url = `sqlserver://api:secret@127.0.0.1:${server.port}/finance`;
      return {
        name,
        engine: "sqlserver",
        url,
        poolSize: 1,
        statementSeconds: 30,
        routines: [],
        tables: [],
        allowText: false,
      };
    }),
  );
  const run = async (
    use: (database: (name: string) => Database) => Promise<unknown>,
    formula: Formula = {},
  ) => {
    const using = report({
      parameters: {},
      run: async ({ sql }) => {
        await use(sql);
        return { columns: [], rows: [] };
      },
    });
    const { errorMessage, userMessage } = await pull(using, formula, { connections });
    return errorMessage || userMessage;
  };
  return { commits, run };
}

describe("the transactions of one request", () => {
  it("are committed with the one that changed something last, in whatever order they began", async () => {
    const { commits, run } = await twoDatabases("none");
    await run(async (sql) => {
      await sql("Ledger").execute("update ledger set open = 0");
      await sql("Stock").rows("select 1");
    });
    expect(commits).toEqual(["Stock", "Ledger"]);
  });

  it("change nothing where the one that only read fails", async () => {
    const { commits, run } = await twoDatabases("Stock");
    const message = await run(async (sql) => {
      await sql("Ledger").execute("update ledger set open = 0");
      await sql("Stock").rows("select 1");
    });
    expect(commits).toEqual(["Stock"]);
    expect(message).toBe("Nothing was saved. The period is closed.");
  });

  it("count as changing something once they have, whatever they did before or after", async () => {
    const { commits, run } = await twoDatabases("none");
    await run(async (sql) => {
      await sql("Ledger").rows("select 1");
      await sql("Ledger").execute("update ledger set open = 0");
      await sql("Ledger").rows("select 1");
      await sql("Stock").rows("select 1");
    });
    expect(commits).toEqual(["Stock", "Ledger"]);
  });

  it("say what is saved and what is not where two changed something and the second fails", async () => {
    const { commits, run } = await twoDatabases("Stock");
    const message = await run(async (sql) => {
      await sql("Ledger").execute("update ledger set open = 0");
      await sql("Stock").execute("update stock set counted = 0");
    });
    expect(commits).toEqual(["Ledger", "Stock"]);
    expect(message).toBe(
      "What this report did over the connection Ledger is saved and stays. Over the connection Stock it failed: Nothing was saved. The period is closed.",
    );
  });

  const save = { save: { columns: ["Name"], rows: [["a"]] } };
  it.each([
    ["changed something", "execute", {}, "Nothing was saved. It is late."],
    ["only read", "rows", save, "It is late."],
  ] as const)("that a notice ends where one has %s are told so", async (_, method, formula, message) => {
    const { commits, run } = await twoDatabases("none");
    const told = await run(async (sql) => {
      await sql("Ledger")[method]("as the test says");
      throw new UserNotice("It is late.");
    }, formula);
    expect(told).toBe(message);
    expect(commits).toEqual([]);
  });
});

describe("a connection whose client map cannot be read", () => {
  it("is told as that, and logged for whoever runs the API", async () => {
    const manager = await startSecretsManager();
    onTestFinished(manager.close);
    const error = vi.spyOn(log, "error").mockReturnValue();
    onTestFinished(() => error.mockRestore());
    const perClientFrom = secretArn("no-such-map");
    const connection = { name: "Sales", engine: "postgres", perClientFrom };
    const connections = v.parse(ConnectionList, [connection]);
    const asking = report({
      parameters: {},
      run: async ({ sql }) => ({ columns: [], rows: await sql("sales").rows("SELECT 1") }),
    });
    const { errorMessage } = await pull(asking, {}, { connections });
    expect(errorMessage).toBe(
      "This API cannot find out how to sign in to the database. Nothing was changed. Tell your administrator.",
    );
    expect(error.mock.calls).toEqual([
      [
        "database-source-unavailable",
        expect.objectContaining({
          connection: "Sales",
          DatabaseUnavailable: 1,
          error: expect.objectContaining({ message: expect.stringContaining(perClientFrom) }),
        }),
      ],
    ]);
  });
});
