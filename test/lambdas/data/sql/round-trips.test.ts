import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passThroughReport } from "../../../../lambdas/data/pass-through-report.ts";
import { closePools } from "../../../../lambdas/data/sql/connection/pools.ts";
import type { ConnectionSettings } from "../../../../lambdas/settings/connections.ts";
import { skipReason } from "../../../support/databases.ts";
import { pull } from "../../../support/pull.ts";
import { mysqlServer } from "../../../support/sql/mysql.ts";
import { postgresServer } from "../../../support/sql/postgres.ts";
import { type SqlServer, serverUrl } from "../../../support/sql/server.ts";

/** Counts how often the API speaks after the database has spoken: round trips, whatever they hold. */
async function countingProxy(port: number) {
  let trips = 0;
  const server = createServer((client) => {
    const target = connect(port, "127.0.0.1");
    let isAnswered = true;
    client.on("data", (bytes) => {
      if (isAnswered) trips++;
      isAnswered = false;
      target.write(bytes);
    });
    target.on("data", (bytes) => {
      isAnswered = true;
      client.write(bytes);
    });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      socket.on("close", () => other.destroy());
      socket.on("error", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    trips: () => trips,
    close: () => server.close(),
  };
}

describe.each([
  // BEGIN with identity, catalogue, call, the rows of its cursor, CLOSE, COMMIT, reset.
  { variable: "TEST_POSTGRES_URL", start: postgresServer, defaultPort: 5432, most: 7 },
  // Identity, START TRANSACTION, catalogue, call, looks at the transaction, COMMIT, and four for the reset.
  { variable: "TEST_MARIADB_URL", start: mysqlServer, defaultPort: 3306, most: 11 },
] as const)("round trips", ({ variable, start, defaultPort, most }) => {
  const url = serverUrl(variable);
  describe.skipIf(url === undefined)(`of a small pull over a kept connection${skipReason(variable)}`, () => {
    let server: SqlServer;
    let proxy: Awaited<ReturnType<typeof countingProxy>>;
    beforeAll(async () => {
      server = await start(url ?? "");
      proxy = await countingProxy(Number(new URL(server.url).port) || defaultPort);
    });
    afterAll(async () => {
      await closePools();
      proxy?.close();
      await server?.close();
    });

    it("are few, and the same each time", async () => {
      const through = new URL(server.url);
      through.hostname = "127.0.0.1";
      through.port = String(proxy.port);
      const connection: ConnectionSettings = {
        name: `Trips ${server.engine}`,
        engine: server.engine,
        url: through.href,
        poolSize: 1,
        statementSeconds: 10,
        routines: [`${server.schema}.*`],
        tables: [],
        allowText: false,
      };
      const trips: number[] = [];
      for (let time = 0; time < 3; time++) {
        const before = proxy.trips();
        const { tables, errorMessage } = await pull(
          passThroughReport,
          { parameters: { number_of_rows: "5" }, command: { text: `${server.schema}.count_rows` } },
          { connections: [connection] },
        );
        expect([errorMessage, tables[0]?.rows.length]).toEqual(["", 5]);
        trips.push(proxy.trips() - before);
      }
      expect(trips[2]).toBe(trips[1]);
      expect(trips[1]).toBeLessThanOrEqual(most);
    });
  });
});
