import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportDocument } from "../../../../../lambdas/data/document.ts";
import { report } from "../../../../../lambdas/data/report.ts";
import { closePools } from "../../../../../lambdas/data/sql/connection/pools.ts";
import { parseRequest } from "../../../../../lambdas/interject/request/request.ts";
import { readResponse } from "../../../../../local/addin/response.ts";
import { mary } from "../../../../support/data-function.ts";
import { newRecord } from "../../../../support/request-record.ts";
import { serverUrl } from "../../../../support/sql/server.ts";

const url = serverUrl("TEST_POSTGRES_URL");

/** A sequence counts the rows that the server has made: it is no part of the transaction that makes them. */
describe.skipIf(url === undefined)("rows from PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  const sequence = `interject_rows_${process.pid}`;
  const count = 1_000_000;
  let administrator: pg.Client;
  beforeAll(async () => {
    administrator = new pg.Client(url);
    await administrator.connect();
    await administrator.query(`create sequence ${sequence}`);
  });
  afterAll(async () => {
    await closePools();
    await administrator.query(`drop sequence ${sequence}`);
    await administrator.end();
  });

  const made = async () =>
    Number((await administrator.query(`select last_value from ${sequence}`)).rows[0]?.last_value);
  const document = (statement: string, signal: AbortSignal) => {
    const pulled = report({ parameters: {}, run: ({ sql }) => sql().query(statement) });
    return reportDocument(pulled, parseRequest({}), mary, {
      signal,
      reference: "test",
      full: () => false,
      record: newRecord(),
      settings: {
        contradictingIds: "refuse",
        contradictingNames: "log",
        requestContextIdentity: "verified",
        userIdForm: "public",
        userRoles: "claim",
        connections: [
          {
            name: "Sales",
            engine: "postgres",
            url: url ?? "",
            poolSize: 1,
            statementSeconds: 60,
            routines: [],
            tables: [],
            allowText: false,
          },
        ],
      },
    });
  };

  it("are on their way before one in a hundred has been made, and no more are made than are taken", async () => {
    await administrator.query(`alter sequence ${sequence} restart`);
    const controller = new AbortController();
    const chunks = document(
      `select nextval('${sequence}') as id, repeat('x', 80) from generate_series(1, ${count})`,
      controller.signal,
    );
    const first = await chunks.next();
    expect(first.value?.byteLength).toBeGreaterThan(1000);
    expect(await made()).toBeLessThan(count / 100);
    for (let at = 0; at < 20; at++) await chunks.next();
    const after = await made();
    expect(after).toBeLessThan(count / 10);
    await chunks.return(undefined);
    expect(await made()).toBeLessThanOrEqual(after + 2_000);
  });

  it("of ten megabytes each wait with the server, but for a few of them", async () => {
    await administrator.query(`alter sequence ${sequence} restart`);
    const chunks = document(
      `select nextval('${sequence}') as id, repeat('x', 10000000) from generate_series(1, 100)`,
      new AbortController().signal,
    );
    await chunks.next();
    expect(await made()).toBeLessThan(10);
    await chunks.return(undefined);
  });

  it.each([65_535, 65_536, 65_537, 131_072, 1_100_000, 5_000_000])(
    "may have cells of %i characters, at every edge of a buffer",
    async (size) => {
      const { signal } = new AbortController();
      const chunks = document(`select repeat('x', ${size}) as a, 'é"\\' as b, repeat('😀', 3) as c`, signal);
      const { tables } = readResponse(await new Response(ReadableStream.from(chunks)).text());
      expect(tables[0]?.rows).toEqual([["x".repeat(size), 'é"\\', "😀😀😀"]]);
    },
  );
});
