import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, expect, describe as group, it, onTestFinished } from "vitest";
import { passThroughReport } from "../../../../../../lambdas/data/pass-through-report.ts";
import { closePools } from "../../../../../../lambdas/data/sql/connection/pools.ts";
import type { ConnectionSettings } from "../../../../../../lambdas/settings/connections.ts";
import type { Formula } from "../../../../../../local/addin/request.ts";
import { pull } from "../../../../../support/pull.ts";
import {
  type SecretsManager,
  secretArn,
  startSecretsManager,
} from "../../../../../support/secrets-manager.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { nvarchar } from "../../../../../support/tds/types.ts";
import { type Answer, startTdsServer, type TdsServerOptions } from "../../../../../support/tds-server.ts";
import { asksCatalogue, type Described, describe } from "./described.ts";

let manager: SecretsManager;
beforeAll(async () => {
  manager = await startSecretsManager();
});
afterEach(() => closePools());
afterAll(() => manager.close());

const status = [{ name: "Status", type: nvarchar(50) }];
const saved: Buffer[] = [
  tokens.colMetadata(status),
  tokens.row(status, ["Saved"]),
  tokens.doneInProc({ count: 1 }),
  tokens.returnStatus(0),
  tokens.doneProc(),
];

/** A SQL Server whose catalogue has one routine, and a data portal that calls it. */
async function portal(described: Described, answer: Answer = saved, options: TdsServerOptions = {}) {
  const server = await startTdsServer({
    ...options,
    answer: (request) => {
      if (asksCatalogue(request)) return describe(described);
      return request.kind === "rpc" && request.procedure.includes(described.name) ? answer : null;
    },
  });
  onTestFinished(() => server.close());
  const connection: ConnectionSettings = {
    name: "Sales",
    engine: "sqlserver",
    secret: secretArn(`${described.name}-${server.port}`),
    tls: "off",
    poolSize: 1,
    statementSeconds: 30,
    routines: ["dbo.*"],
    tables: [],
    allowText: false,
  };
  const setPassword = (password: string) =>
    manager.secrets.set(
      connection.secret ?? "",
      `Server=127.0.0.1,${server.port};Database=finance;User Id=api;Password=${password}`,
    );
  setPassword("secret");
  const run = (formula: Formula = {}) =>
    pull(
      passThroughReport,
      { ...formula, command: { text: `dbo.${described.name}` } },
      { connections: [connection] },
    );
  const calls = () =>
    server.requests.flatMap((request) =>
      request.kind === "rpc" && request.procedure.includes(described.name) ? [request] : [],
    );
  return { server, run, calls, setPassword };
}

group("a data portal over SQL Server", () => {
  it("calls the listed procedure with bound parameters and the token's user", async () => {
    const { run, calls, server } = await portal({
      type: "P",
      name: "Pull",
      parameters: [
        { name: "@CompanyName", of: ["nvarchar", 200, 0] },
        { name: "@Interject_LoginName", of: ["nvarchar", 200, 0] },
      ],
    });
    const hostile = "x'; DROP TABLE [a]]; --";
    const { tables, errorMessage } = await run({
      parameters: { CompanyName: hostile, Interject_LoginName: "boss@example.com" },
    });
    expect(errorMessage).toBe("");
    expect(tables[0]?.rows).toEqual([["Saved"]]);
    expect(calls()[0]?.parameters.map(({ name, value }) => [name, value])).toEqual([
      ["@CompanyName", hostile],
      ["@Interject_LoginName", "mary@example.com"],
    ]);
    const wire = inspect(server.requests, {
      depth: 9,
      maxStringLength: null,
      breakLength: Number.POSITIVE_INFINITY,
    });
    expect(wire).toContain("sp_set_session_context");
    expect(wire).toContain("client-1");
    expect(wire).not.toContain("boss@example.com");
  });

  it("saves row by row in one transaction", async () => {
    const { run, calls } = await portal({
      type: "P",
      name: "SaveRow",
      parameters: [
        { name: "@CustomerID", of: ["nvarchar", 40, 0] },
        { name: "@Notes", of: ["nvarchar", 200, 0] },
      ],
    });
    const { tables, errorMessage } = await run({
      save: {
        columns: ["CustomerID", "Notes"],
        rows: [
          ["GREAL", "a"],
          ["BOTTM", "b"],
        ],
      },
    });
    expect(errorMessage).toBe("");
    expect(calls().map(({ parameters }) => parameters.map(({ value }) => value))).toEqual([
      ["GREAL", "a"],
      ["BOTTM", "b"],
    ]);
    expect(tables[0]?.rows.map((row) => row.at(-1))).toEqual(["Saved", "Saved"]);
  });

  it("shows what the procedure raises", async () => {
    const raised = [tokens.error(50000, "UserNotice: Nothing is due."), tokens.doneProc()];
    const { run } = await portal({ type: "P", name: "Refuse" }, raised);
    expect(await run()).toMatchObject({ userMessage: "Nothing is due.", errorMessage: "" });
  });
});

group("a password that was rotated", () => {
  it("is read again when the server refuses the one at hand, and the caller notices nothing", async () => {
    const { run, setPassword, server } = await portal({ type: "P", name: "Rotated" }, saved, {
      password: "second",
    });
    setPassword("second");
    expect((await run()).errorMessage).toBe("");
    await closePools();
    // The secret at hand is now wrong, as it is for a process that read it before the rotation.
    setPassword("first");
    const { forgetSecret } = await import("../../../../../../lambdas/data/sql/connection/secrets.ts");
    forgetSecret(secretArn(`Rotated-${server.port}`));
    const asked = manager.asked.length;
    const wrong = await run();
    expect(wrong.errorMessage).toContain("does not let this API sign in");
    expect(manager.asked.length - asked).toBe(2);
    setPassword("second");
    expect((await run()).errorMessage).toBe("");
    expect(manager.asked.length - asked).toBe(3);
  });
});
