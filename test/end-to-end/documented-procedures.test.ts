import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { send } from "../../local/addin/send.ts";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { type ServerVariable, skipReason } from "../support/databases.ts";
import { addProcedures, documentedProceduresWork } from "../support/sql/documented/procedures.ts";
import { mysqlServer } from "../support/sql/mysql.ts";
import { postgresServer } from "../support/sql/postgres.ts";
import { type SqlServer, serverUrl } from "../support/sql/server.ts";
import { sqlserverServer } from "../support/sql/sqlserver.ts";

interface Kind {
  readonly name: string;
  readonly variable: ServerVariable;
  readonly start: (url: string) => Promise<SqlServer>;
  /** What the connection says beside its defaults. */
  readonly more: object;
}

const kinds: readonly Kind[] = [
  {
    name: "PostgreSQL",
    variable: "TEST_POSTGRES_URL",
    start: postgresServer,
    more: { transaction: "routine" },
  },
  { name: "MariaDB", variable: "TEST_MARIADB_URL", start: mysqlServer, more: {} },
  { name: "SQL Server", variable: "TEST_SQLSERVER_URL", start: sqlserverServer, more: {} },
];

/** A data portal's connection has no space in its name. */
const connectionName = ({ variable }: Kind) => variable.toLowerCase();

/** The stack's own bundles, before every server that the environment names. */
const servers = new Map<Kind, SqlServer>();
const folder = mkdtempSync(join(tmpdir(), "documented-procedures-"));
let issuer: LocalIssuer;
let api: LocalApi;

beforeAll(async () => {
  for (const kind of kinds) {
    const url = serverUrl(kind.variable);
    if (url === undefined) continue;
    const server = await kind.start(url);
    servers.set(kind, server);
    await addProcedures(server);
  }
  if (servers.size === 0) return;
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
  const connections = [...servers].map(([kind, { engine, url, schema }]) => ({
    name: connectionName(kind),
    engine,
    url,
    routines: [`${schema}.*`],
    ...kind.more,
  }));
  api = await startLocal({
    host: "127.0.0.1",
    port: 0,
    concurrency: 2,
    settings: { ...settingsFor(issuer), INTERJECT_CLIENTS: "any" },
    connections,
    log: () => {},
  });
}, 120_000);

afterAll(async () => {
  await api?.close();
  await issuer?.close();
  for (const server of servers.values()) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const kind of kinds) {
  const { name, variable } = kind;
  describe.skipIf(serverUrl(variable) === undefined)(
    `documented procedures on ${name}${skipReason(variable)}`,
    () => {
      const serverOf = () => {
        const server = servers.get(kind);
        if (server === undefined) throw new Error("The server is asked before it has started");
        return server;
      };
      documentedProceduresWork({
        get server() {
          return serverOf();
        },
        run: (routine, formula) => {
          const command = { text: `${serverOf().schema}.${routine}`, connection: connectionName(kind) };
          const token = issuer.token({ login: "mary@example.com", client: "client-1" });
          return send({ url: api.baseUrl, token }, "/api/v1/sql", { ...formula, command });
        },
      });
    },
  );
}
