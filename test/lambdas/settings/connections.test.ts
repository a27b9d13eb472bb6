import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ConnectionList, transactionOwner } from "../../../lambdas/settings/connections.ts";

const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sales-AbCdEf";
const good = { name: "Sales", engine: "postgres", secret, routines: ["reports.*"] };
const problem = (...connections: object[]) => {
  const result = v.safeParse(ConnectionList, connections);
  return result.success ? null : `${v.getDotPath(result.issues[0])}: ${result.issues[0].message}`;
};

const parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/interject/clients";
const perClientSecrets = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:interject/*";

describe("a connection", () => {
  it("opens no routine, table or statement unless it says so", () => {
    const [connection] = v.parse(ConnectionList, [{ name: "Sales", engine: "mysql", secret }]);
    expect(connection).toMatchObject({ routines: [], tables: [], allowText: false });
  });

  it.each([
    [{ ...good }],
    [{ ...good, secret: undefined, url: "postgres://127.0.0.1/x" }],
    [{ ...good, secret: undefined, url: "postgres://u:p@db.example.com/x" }],
    [{ ...good, secret: undefined, iam: { user: "u", resourceId: "db-A1" }, host: "h", database: "d" }],
    [{ ...good, secret: undefined, perClient: { A: { secret }, B: { secret, database: "b" } } }],
    [{ ...good, secret: undefined, perClientFrom: secret, perClientSecrets }],
    [{ ...good, secret: undefined, perClientFrom: parameter, host: "h" }],
    // A client may be called like a setting.
    [{ ...good, secret: undefined, perClient: { secret: { secret }, perClientFrom: { secret } } }],
  ])("%j is one", (connection) => {
    expect(problem(JSON.parse(JSON.stringify(connection)))).toBeNull();
  });

  it.each([
    [{ ...good, secret: undefined }, "0.engine: it needs secret, iam or url"],
    [{ ...good, url: "postgres://127.0.0.1/x" }, "0.engine: it needs secret, iam or url"],
    [{ ...good, perClient: { A: { secret } } }, "0.engine: it needs secret, iam or url"],
    [{ ...good, secret: undefined, perClient: { A: {} } }, "0.engine: it needs secret, iam or url"],
    [{ ...good, secret: undefined, url: "127.0.0.1/x" }, "0.url: it must be an address such as postgres://"],
    [{ ...good, secret: undefined, url: "postgres:" }, "0.url: it must be an address such as postgres://"],
    [{ ...good, secret: "hunter2" }, "0.secret: it must be the ARN"],
    [
      { ...good, secret: undefined, iam: { user: "u", resourceId: "*" } },
      "0.iam.resourceId: it must be the resource id",
    ],
    [{ ...good, secret: undefined, iam: { user: "u", resourceId: "db-1" } }, "0.host: with iam it is needed"],
    [
      {
        ...good,
        engine: "sqlserver",
        secret: undefined,
        iam: { user: "u", resourceId: "db-1" },
        host: "h",
        database: "d",
      },
      "0.iam: iam is for postgres and mysql",
    ],
    [
      { ...good, engine: "oracle" },
      "0.engine: it must be postgres, mysql or sqlserver; this API has no driver for Oracle",
    ],
    [{ ...good, perClientFrom: secret }, "0.engine: it needs secret, iam or url"],
    [{ ...good, secret: undefined, perClientFrom: "clients.json" }, "0.perClientFrom: it must be the ARN"],
    [
      { ...good, secret: undefined, perClient: { A: { secret } }, perClientFrom: secret },
      "0.perClientFrom: it and perClient exclude each other",
    ],
    [{ ...good, perClientSecrets }, "0.perClientSecrets: it is for perClientFrom"],
    [
      {
        ...good,
        secret: undefined,
        perClientFrom: secret,
        perClientSecrets: perClientSecrets.replace("interject/", ""),
      },
      "0.perClientSecrets: it must be the ARN of secrets",
    ],
    [{ ...good, transaction: "report" }, "0.transaction"],
    [{ ...good, routines: ["reports"] }, "0.routines.0: it must name routines as schema.name"],
    [{ ...good, routines: ["a.b.c"] }, "0.routines.0"],
    [{ ...good, name: "a b" }, "0.name"],
    [{ ...good, poolSize: 0 }, "0.poolSize"],
    [{ ...good, statementSeconds: 900 }, "0.statementSeconds"],
    [{ ...good, password: "x" }, "0.password"],
  ])("%j is none", (connection, words) => {
    expect(problem(JSON.parse(JSON.stringify(connection)))).toContain(words);
  });

  it.each([
    ["postgres", undefined, "request"],
    ["mysql", undefined, "routine"],
    ["sqlserver", undefined, "routine"],
    ["postgres", "routine", "routine"],
    ["sqlserver", "request", "request"],
  ])("of %s whose transaction is %s leaves transactions to the %s", (engine, transaction, owner) => {
    const written = JSON.parse(JSON.stringify({ ...good, engine, transaction }));
    const [connection] = v.parse(ConnectionList, [written]);
    expect(connection && transactionOwner(connection)).toBe(owner);
  });

  it("has a name of its own, in any letter case", () => {
    expect(problem(good, { ...good, name: "SALES" })).toContain("twice");
  });
});
