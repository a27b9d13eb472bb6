import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import type { Row } from "../../../../../../lambdas/interject/response/table.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { decimalN, intN, nvarchar, nvarcharMax } from "../../../../../support/tds/types.ts";
import type { TdsServer, TdsServerOptions } from "../../../../../support/tds-server.ts";
import { batchesOf, readAll, rowsOf, signedIn } from "./signed-in.ts";

const columns = [
  { name: "n", type: intN(4) },
  { name: "text", type: nvarchar(400) },
];
const text = "x".repeat(400);

/** Rows without end; `taken` counts those that the network took. */
function endless() {
  const taken = { rows: 0 };
  async function* answer(): AsyncGenerator<Buffer> {
    yield tokens.colMetadata(columns);
    for (;;) {
      yield tokens.row(columns, [taken.rows, text]);
      taken.rows++;
    }
  }
  return { taken, answer };
}

/** A session whose statements are answered without end, save `SELECT 1`. */
async function endlessly(
  options: TdsServerOptions = {},
): Promise<{ server: TdsServer; session: Session; taken: { rows: number } }> {
  const { taken, answer } = endless();
  const signed = await signedIn({
    ...options,
    answer: (request) =>
      request.kind === "rpc" && request.parameters[0]?.value !== "SELECT 1" ? answer() : null,
  });
  return { ...signed, taken };
}

async function firstBatches(session: Session) {
  const tables = session.query("SELECT all", []).tables[Symbol.asyncIterator]();
  const first = await tables.next();
  if (first.done) throw new Error("there is a table");
  const batches = batchesOf(first.value);
  return { tables, batches, batch: await batches.next() };
}

/** More than the network's own buffers hold on any machine: some megabytes. */
const tooMany = 64 * 1024 * 1024;

/** Waits until a count of bytes has stood still for many turns of the event loop, or is too large. */
async function standstill(count: () => number): Promise<number> {
  for (let still = 0, last = -1; still < 2_000 && last < tooMany; still++) {
    await nextTurn();
    if (count() !== last) still = 0;
    last = count();
  }
  return count();
}

describe("rows of SQL Server", () => {
  it("come in batches, in order", async () => {
    const rows = Array.from({ length: 10_000 }, (_, n): [number, string] => [n, String(n)]);
    const { session } = await signedIn({
      answer: ({ kind }) =>
        kind === "rpc"
          ? [tokens.colMetadata(columns), ...rows.map((row) => tokens.row(columns, row)), tokens.doneProc()]
          : null,
    });
    const { batches, batch } = await firstBatches(session);
    const sizes: number[] = [batch.value?.length ?? 0];
    const read: Row[] = [...(batch.value ?? [])];
    for await (const more of batches) {
      sizes.push(more.length);
      read.push(...more);
    }
    expect(read).toEqual(rows);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    expect(sizes.length).toBeLessThan(1_000);
  });

  it("are sent no faster than they are taken", async () => {
    const { server, session, taken } = await endlessly();
    const { batches } = await firstBatches(session);
    const waiting = await standstill(server.bytesSent);
    const rows = taken.rows;
    expect(waiting).toBeLessThan(tooMany);
    for (let batch = 0; batch < 3; batch++) expect((await batches.next()).done).toBe(false);
    await standstill(server.bytesSent);
    expect(taken.rows - rows).toBeLessThan(rows + 10_000);
    await batches.return(undefined);
  });

  it("with long cells wait in small numbers", async () => {
    const long = [{ name: "long", type: nvarcharMax }];
    const { server, session } = await signedIn({
      answer: ({ kind }) =>
        kind === "rpc"
          ? [
              tokens.colMetadata(long),
              ...Array.from({ length: 12 }, () => tokens.row(long, ["ü".repeat(200_000)])),
              tokens.doneProc(),
            ]
          : null,
    });
    const { batches, batch } = await firstBatches(session);
    const sizes = [batch.value?.length ?? 0];
    await standstill(server.bytesSent);
    for await (const more of batches) sizes.push(more.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(12);
  });

  it.each([
    ["its rows", (left: Awaited<ReturnType<typeof firstBatches>>) => left.batches.return(undefined)],
    ["its tables", (left: Awaited<ReturnType<typeof firstBatches>>) => left.tables.return?.()],
  ])("left by %s are stopped on the server, and the session goes on", async (_, leave) => {
    const { server, session } = await endlessly();
    await leave(await firstBatches(session));
    expect(server.attentions()).toBe(1);
    expect(session.isOpen()).toBe(true);
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("left by its rows end its tables too", async () => {
    const { session } = await endlessly();
    const { tables, batches } = await firstBatches(session);
    await batches.return(undefined);
    expect((await tables.next()).done).toBe(true);
  });

  it("left before they are asked for cost the server nothing", async () => {
    const { server, session } = await endlessly();
    await session.query("SELECT all", []).tables[Symbol.asyncIterator]().return?.();
    expect(server.requests).toHaveLength(1);
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });
});

describe("a cancelled statement", () => {
  it("fails as such, whether it waits or sends rows, and the session goes on", async () => {
    const { server, session } = await endlessly();
    const reading = readAll(session.query("SELECT all", []));
    reading.catch(() => {});
    await until(() => server.bytesSent() > 100_000);
    await session.cancel();
    await expect(reading).rejects.toMatchObject({ kind: "cancelled" });
    expect(server.attentions()).toBe(1);
    expect(session.isOpen()).toBe(true);
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("fails as such while nobody takes its rows", async () => {
    const { server, session } = await endlessly();
    const { batches } = await firstBatches(session);
    await standstill(server.bytesSent);
    await session.cancel();
    const rest = async () => {
      for await (const _ of batches);
    };
    await expect(rest()).rejects.toMatchObject({ kind: "cancelled" });
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("that is still being sent is taken back, and the session goes on", async () => {
    const { server, session } = await signedIn();
    const rows = Array.from({ length: 50_000 }, (_, n) => [String(n), "x".repeat(100)]);
    const reading = readAll(session.query("SAVE @p1", [{ columns: ["Row", "Text"], rows }]));
    reading.catch(() => {});
    await session.cancel();
    await expect(reading).rejects.toMatchObject({ kind: "cancelled" });
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
    const statements = server.requests.flatMap((request) =>
      request.kind === "rpc" ? [request.parameters[0]?.value] : [],
    );
    expect(statements).toEqual(["SELECT 1"]);
  });

  it("that the server has not begun to answer fails as such", async () => {
    const waiting = Promise.withResolvers<void>();
    async function* silent(): AsyncGenerator<Buffer> {
      await waiting.promise;
      yield tokens.doneProc({ error: true });
    }
    const { server, session } = await signedIn({
      answer: (request) =>
        request.kind === "rpc" && request.parameters[0]?.value !== "SELECT 1" ? silent() : null,
    });
    const reading = readAll(session.query("WAITFOR", []));
    reading.catch(() => {});
    await until(() => server.requests.length === 2);
    await session.cancel();
    await until(() => server.attentions() === 1);
    waiting.resolve();
    await expect(reading).rejects.toMatchObject({ kind: "cancelled" });
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("fails as such though the driver gives the connection up, since the server says more than that it stopped", async () => {
    const beforeAcknowledgement = [tokens.rollbackTransaction(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]))];
    const { server, session } = await endlessly({ beforeAcknowledgement });
    const reading = readAll(session.query("SELECT all", []));
    reading.catch(() => {});
    await until(() => server.bytesSent() > 100_000);
    await session.cancel();
    await expect(reading).rejects.toMatchObject({ kind: "cancelled" });
    expect(session.isOpen()).toBe(false);
  });

  it("may be none: with nothing to stop, nothing is sent", async () => {
    const { server, session } = await signedIn();
    await session.cancel();
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
    expect(server.attentions()).toBe(0);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

describe("an answer in pieces", () => {
  const mixed = [
    { name: "exact", type: decimalN(38, 10) },
    { name: "text", type: nvarchar(40) },
    { name: "long", type: nvarcharMax },
  ];
  const rows: readonly (readonly [bigint | null, string | null, string | null])[] = [
    [10n ** 37n + 1n, "Zürich", "ü".repeat(2_000)],
    [null, null, null],
    [-5n, "", "short"],
  ];
  const cells = [
    ["1000000000000000000000000000.0000000001", "Zürich", "ü".repeat(2_000)],
    [null, null, null],
    ["-0.0000000005", "", "short"],
  ];
  const answer = [
    tokens.colMetadata(mixed),
    tokens.row(mixed, rows[0] ?? []),
    tokens.nbcRow(mixed, rows[1] ?? []),
    tokens.row(mixed, rows[2] ?? []),
    tokens.info(0, "Zürich"),
    tokens.doneInProc({ count: 3 }),
    tokens.returnStatus(3),
    tokens.returnValue(0, { name: "@out", type: decimalN(38, 0) }, 10n ** 37n),
    tokens.doneProc(),
  ];

  it("is the same wherever packets and the network cut it", async () => {
    const pieces = { packet: [4_088], write: [65_536] };
    let at = 0;
    const { session } = await signedIn({
      answer: ({ kind }) => (kind === "rpc" ? answer : null),
      packetLength: () => pieces.packet[at++ % pieces.packet.length] ?? 1,
      writeLength: () => pieces.write[at++ % pieces.write.length] ?? 1,
    });
    const messages: string[] = [];
    session.onMessage = (message) => messages.push(message);
    const lengths = (max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lengths(4_088), lengths(200), async (packet, write) => {
        Object.assign(pieces, { packet, write });
        messages.length = 0;
        const execution = session.query("SELECT", []);
        const read: Row[] = [];
        for await (const table of execution.tables) read.push(...(await rowsOf(table)));
        expect(read).toEqual(cells);
        expect(messages).toEqual(["Zürich"]);
        expect(execution.outputs().get("out")).toBe(`1${"0".repeat(37)}`);
      }),
      { numRuns: 60 },
    );
  });
});
