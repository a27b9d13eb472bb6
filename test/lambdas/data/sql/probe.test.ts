import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probeConnections } from "../../../../lambdas/data/sql/probe.ts";
import type { ConnectionSettings } from "../../../../lambdas/settings/connections.ts";
import { skipReason } from "../../../support/databases.ts";
import { mysqlServer } from "../../../support/sql/mysql.ts";
import { postgresServer } from "../../../support/sql/postgres.ts";
import { type SqlServer, serverUrl } from "../../../support/sql/server.ts";
import { startTdsServer } from "../../../support/tds-server.ts";

const connection = (
  engine: ConnectionSettings["engine"],
  url: string,
  changed: Partial<ConnectionSettings> = {},
): ConnectionSettings => ({
  name: "Sales",
  engine,
  url,
  poolSize: 1,
  statementSeconds: 30,
  routines: [],
  tables: [],
  allowText: false,
  ...changed,
});

/** What a probe says of one connection: findings as texts behind their level. */
async function probe(settings: ConnectionSettings) {
  const [probed] = await probeConnections([settings]);
  if (probed === undefined) throw new Error("nothing was probed");
  return { ...probed, said: probed.findings.map(({ level, text }) => `${level}: ${text}`) };
}

const postgresUrl = serverUrl("TEST_POSTGRES_URL");
describe.skipIf(postgresUrl === undefined)(`on PostgreSQL${skipReason("TEST_POSTGRES_URL")}`, () => {
  let server: SqlServer;
  const user = () => new URL(server.url).username;
  beforeAll(async () => {
    server = await postgresServer(postgresUrl ?? "");
  });
  afterAll(() => server.close());

  it("names the routines that data portals can call, with their parameters", async () => {
    const { said, routines } = await probe(connection("postgres", server.url, { routines: ["api.e*"] }));
    expect(routines.find(({ name }) => name === "api.echo")?.parameters).toMatch(
      /^a_text text, whole integer/,
    );
    expect(routines.every(({ name }) => name.startsWith("api.e"))).toBe(true);
    expect(said).toEqual([
      expect.stringMatching(/^ok: The way to 127\.0\.0\.1:\d+ is not encrypted, and stays on one machine\.$/),
      expect.stringMatching(`^ok: Signed in as ${user()} on PostgreSQL \\d+`),
    ]);
  });

  it("warns of a list that is empty, or that nothing fits", async () => {
    expect((await probe(connection("postgres", server.url))).said).toContain(
      "warning: The connection lists no routines: data portals can call none through /api/v1/sql.",
    );
    const { said } = await probe(connection("postgres", server.url, { routines: ["api.echo", "ap.echo"] }));
    expect(said).toContain("warning: No routine of the database fits ap.echo.");
  });

  it("warns of a listed routine that the user may not execute", async () => {
    await server.rows("create function api.locked() returns int language sql as 'select 1'");
    await server.rows("revoke execute on function api.locked() from public");
    const { said, routines } = await probe(connection("postgres", server.url, { routines: ["api.lock*"] }));
    expect(said).toContain("warning: The user may not execute api.locked: grant it.");
    expect(routines).toEqual([]);
  });

  it("warns where row-level security does not hold for the user", async () => {
    await server.rows(`create table api.own_rows (id int)`);
    await server.rows(`alter table api.own_rows enable row level security`);
    await server.rows(`alter table api.own_rows owner to ${user()}`);
    const owner = await probe(connection("postgres", server.url));
    expect(owner.said.join("\n")).toContain(`warning: The user ${user()} owns api.own_rows: `);
    await server.rows(`alter table api.own_rows force row level security`);
    expect((await probe(connection("postgres", server.url))).said.join("\n")).not.toContain("own_rows");
    await server.rows(`alter user ${user()} bypassrls`);
    expect((await probe(connection("postgres", server.url))).said.join("\n")).toContain("has BYPASSRLS");
    await server.rows(`alter user ${user()} superuser`);
    const said = (await probe(connection("postgres", server.url))).said.join("\n");
    expect(said).toContain("is a superuser");
    await server.rows(`alter user ${user()} nosuperuser nobypassrls`);
  });

  it("says when the database does not exist", async () => {
    const url = new URL(server.url);
    url.pathname = "/no_such_database";
    const { said } = await probe(connection("postgres", url.href));
    expect(said.join("\n")).toMatch(/error: .*"no_such_database" does not exist\./);
  });
});

const mariaDbUrl = serverUrl("TEST_MARIADB_URL");
describe.skipIf(mariaDbUrl === undefined)(`on MariaDB${skipReason("TEST_MARIADB_URL")}`, () => {
  let server: SqlServer;
  beforeAll(async () => {
    server = await mysqlServer(mariaDbUrl ?? "");
  });
  afterAll(() => server.close());

  it("names the routines, and says which the user could not end", async () => {
    await server.rows(
      `create procedure ${server.schema}.own_rights(in a int, out b int) sql security invoker set b = a`,
    );
    const foreign = await probe(connection("mysql", server.url, { routines: ["*.echo"] }));
    expect(foreign.said.join("\n")).toContain(
      `warning: The user may not KILL ${server.schema}.echo, which run`,
    );
    const own = await probe(connection("mysql", server.url, { routines: ["*.own_rights"] }));
    expect(own.said.filter((text) => text.startsWith("warning"))).toEqual([]);
    expect(own.routines).toEqual([
      { name: `${server.schema}.own_rights`, parameters: "IN a int(11), OUT b int(11)" },
    ]);
  });

  it("warns of a user who may do everything", async () => {
    const root = new URL(mariaDbUrl ?? "");
    root.pathname = `/${server.schema}`;
    const { said } = await probe(connection("mysql", root.href, { routines: ["*.echo"] }));
    expect(said.join("\n")).toMatch(/warning: The user root@\S+ has SUPER/);
    expect(said.join("\n")).not.toContain("may not KILL");
  });

  it("says when the sign-in is refused, and never the password", async () => {
    const url = new URL(server.url);
    url.password = "WrongPassword7";
    const { said } = await probe(connection("mysql", url.href));
    expect(said.join("\n")).toMatch(/error: The database refuses the sign-in: Access denied/);
    expect(said.join("\n")).not.toContain("WrongPassword7");
  });
});

describe("on any server", () => {
  it("says that nothing answers at the address", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.once("listening", resolve));
    const address = closed.address();
    const port = typeof address === "object" ? address?.port : 0;
    await new Promise((resolve) => closed.close(resolve));
    const { said } = await probe(connection("postgres", `postgres://api:x@127.0.0.1:${port}/sales`));
    expect(said).toContain(`error: The database cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}.`);
  });

  it("tries each client's database, with the client's name", async () => {
    const server = await startTdsServer();
    try {
      const url = (user: string) => `sqlserver://${user}:secret@127.0.0.1:${server.port}/finance`;
      const { url: _, ...shared } = connection("sqlserver", "");
      const perClient = { ACME: { url: url("acme") }, GLOBEX: { url: url("globex") } };
      const probed = await probeConnections([{ ...shared, perClient }]);
      expect(probed.map(({ client }) => client)).toEqual(["ACME", "GLOBEX"]);
      expect(server.logins.map(({ user }) => user)).toEqual(["acme", "globex"]);
    } finally {
      await server.close();
    }
  });
});
