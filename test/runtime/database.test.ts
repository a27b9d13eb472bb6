import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { requestBody } from "../../local/addin/request.ts";
import { readResponse } from "../../local/addin/response.ts";
import { mary } from "../support/data-function.ts";
import { uniqueName } from "../support/databases.ts";
import { type FaultProxy, startFaultProxy } from "../support/fault-proxy.ts";
import type { InvocationOptions } from "../support/runtime-api.ts";
import {
  type RuntimeProcess,
  runtimeClient,
  startRuntimeProcess,
  withoutClient,
} from "../support/runtime-process.ts";
import { serverUrl } from "../support/sql/server.ts";
import { type Synthesised, synthesised } from "../support/synthesised.ts";

const url = serverUrl("TEST_POSTGRES_URL");
const lacks = url === undefined ? " (skipped: TEST_POSTGRES_URL names no server)" : withoutClient;

describe.skipIf(runtimeClient === undefined || url === undefined)(
  `the data function on PostgreSQL under AWS's runtime client${lacks}`,
  () => {
    // Of a schema and of a user, whose sessions no other test has.
    const schema = uniqueName("interject_runtime");
    let administrator: pg.Client;
    let proxy: FaultProxy;
    let stack: Synthesised;

    beforeAll(async () => {
      administrator = new pg.Client(url);
      await administrator.connect();
      await administrator.query(`
        create role ${schema} login password 'test';
        create schema ${schema};
        grant usage on schema ${schema} to ${schema};
        create function ${schema}.numbers(number_of_rows integer) returns table(id integer, memo text)
          language sql as $$ select i, 'memo of row ' || i from generate_series(1, number_of_rows) i $$;
        create function ${schema}.slow(seconds integer) returns table(done integer)
          language sql as $$ select 1 from pg_sleep(seconds) $$`);
      const { hostname, port } = new URL(url ?? "");
      proxy = await startFaultProxy({ host: hostname, port: Number(port) });
      const through = new URL(url ?? "");
      through.hostname = "127.0.0.1";
      through.port = String(proxy.port);
      through.username = schema;
      through.password = "test";
      const connection = { name: "Test", engine: "postgres", url: through.href, routines: [`${schema}.*`] };
      stack = await synthesised({ INTERJECT_CLIENTS: '["local-client"]' }, [connection]);
    });
    afterAll(async () => {
      await proxy?.close();
      stack?.close();
      await administrator?.query(`drop schema if exists ${schema} cascade; drop role if exists ${schema}`);
      await administrator?.end();
    });

    function event(routine: string, parameters: Record<string, string>) {
      const body = requestBody("ReportRange", { parameters, command: { text: `${schema}.${routine}` } });
      return stack.events("/api/v1/sql", body).forData(encodeIdentity(mary));
    }

    async function call(
      process: RuntimeProcess,
      routine: string,
      parameters: Record<string, string>,
      options?: InvocationOptions,
    ) {
      const outcome = await process.invoke(event(routine, parameters), options);
      if (outcome.kind !== "answer") throw new Error(JSON.stringify(outcome));
      const text = outcome.bytes.subarray(outcome.bytes.indexOf(0) + 8).toString("utf8");
      const result = outcome.whole ? await readResponse(text) : { errorMessage: "cut", tables: [] };
      return { ...outcome, ...result, rows: result.tables[0]?.rows.length ?? 0 };
    }

    /** The API's sessions that have a transaction open. */
    async function busySessions(): Promise<number> {
      const { rows } = await administrator.query(
        "select count(*)::int as busy from pg_stat_activity where usename = $1 and state <> 'idle'",
        [schema],
      );
      return rows[0].busy;
    }

    it.each([
      [
        "the server has ended",
        () =>
          administrator.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [
            schema,
          ]),
      ],
      ["the network has forgotten", () => proxy.arm({ kind: "drop", direction: "to-server", afterBytes: 0 })],
    ])("answers after a freeze during which its connection is one that %s", async (_, spoil) => {
      await using process = await startRuntimeProcess(stack.data);
      expect(await call(process, "numbers", { number_of_rows: "2" })).toMatchObject({ rows: 2 });
      await process.asked();
      process.freeze();
      await spoil();
      process.thaw();
      expect(await call(process, "numbers", { number_of_rows: "3" })).toMatchObject({
        rows: 3,
        errorMessage: "",
      });
      proxy.mend();
    });

    it("says before its deadline that the time is up, and leaves no statement behind", async () => {
      await using process = await startRuntimeProcess(stack.data);
      await process.asked();
      const deadline = Date.now() + 5_000;
      const { errorMessage, whole } = await call(process, "slow", { seconds: "300" }, { deadline });
      expect(errorMessage).toMatch(/longer than the [45] seconds/);
      expect(whole).toBe(true);
      expect(await busySessions()).toBe(0);
    });

    it("tells in the document that its database broke off half-way, and answers the next", async () => {
      await using process = await startRuntimeProcess(stack.data);
      proxy.arm({ kind: "reset", direction: "to-client", afterBytes: 2_000_000 });
      const broken = await call(process, "numbers", { number_of_rows: "500000" });
      proxy.mend();
      expect(broken).toMatchObject({ whole: true, trailers: {} });
      expect(broken.errorMessage).toContain(`it ends after row ${broken.rows.toLocaleString("en-US")}`);
      expect(await call(process, "numbers", { number_of_rows: "4" })).toMatchObject({ rows: 4 });
    });

    it("takes less than 256 MB for a million rows", async () => {
      await using process = await startRuntimeProcess(stack.data);
      expect(await call(process, "numbers", { number_of_rows: "1000000" })).toMatchObject({
        rows: 1_000_000,
      });
      const [, peakKb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${process.pid}/status`, "utf8")) ?? [];
      expect(Number(peakKb) / 1024).toBeLessThan(256);
    }, 60_000);

    // The last two wait, most of the time: they run at once.
    it.concurrent("begins its answer before the first row comes, where that takes long", async () => {
      await using process = await startRuntimeProcess(stack.data);
      const { lastedMs, rows, errorMessage } = await call(process, "slow", { seconds: "23" });
      expect({ rows, errorMessage }).toEqual({ rows: 1, errorMessage: "" });
      // It begins after 20 seconds.
      expect(lastedMs).toBeGreaterThan(1_000);
    }, 60_000);

    it.concurrent("ends the statement and the answer when nobody takes a byte for a minute", async () => {
      await using process = await startRuntimeProcess(stack.data);
      const read = Promise.withResolvers<void>();
      const answer = call(
        process,
        "numbers",
        { number_of_rows: "5000000" },
        { readWhen: read.promise, deadline: Date.now() + 170_000 },
      );
      await vi.waitFor(async () => expect(await busySessions()).toBeGreaterThan(0), 20_000);
      await vi.waitFor(() => expect(process.lines.join()).toContain("receiver-choked"), {
        timeout: 100_000,
        interval: 500,
      });
      await vi.waitFor(async () => expect(await busySessions()).toBe(0), 5_000);
      read.resolve();
      expect((await answer).whole).toBe(false);
      expect(await call(process, "numbers", { number_of_rows: "2" })).toMatchObject({ rows: 2 });
    }, 150_000);
  },
);
