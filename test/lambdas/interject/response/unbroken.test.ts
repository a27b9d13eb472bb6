import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encodeResponse } from "../../../../lambdas/interject/response/response.ts";
import type { Row, Table } from "../../../../lambdas/interject/response/table.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** A document over `tables`, with the second at which each of its chunks came out. */
async function timed(tables: AsyncIterable<Table>, closingSeconds = 0) {
  const begin = Date.now();
  const chunks: { readonly at: number; readonly text: string }[] = [];
  const nothing = { UserMessage: "", ErrorMessage: "", RequestParameterList: [], SupplementalData: {} };
  const reading = (async () => {
    const document = encodeResponse({
      tables,
      closing: async () => {
        await sleep(closingSeconds);
        return nothing;
      },
      failure: (error) => ({ UserMessage: "", ErrorMessage: String(error) }),
    });
    for await (const chunk of document) {
      chunks.push({ at: (Date.now() - begin) / 1000, text: Buffer.from(chunk).toString("utf8") });
    }
  })();
  await vi.runAllTimersAsync();
  await reading;
  const parsed = JSON.parse(chunks.map(({ text }) => text).join(""));
  const rows = parsed.ReturnedDataList.map(({ Data }: { Data: string }) => JSON.parse(Data).Rows);
  return { chunks, parsed, rows };
}

async function* oneTable(rows: AsyncIterable<Row>): AsyncGenerator<Table> {
  yield { columns: ["A"], rows };
}

describe("a document whose source is slow", () => {
  it("begins after 20 seconds, and sends a space every 20 seconds until the first row", async () => {
    const { chunks, rows } = await timed(
      oneTable(
        (async function* () {
          await sleep(65);
          yield ["late"];
        })(),
      ),
    );
    expect(chunks.map(({ at }) => at)).toEqual([20, 40, 60, 65]);
    expect(chunks[0]?.text).toMatch(/^\{"ReturnedDataList":\[/);
    expect(chunks.slice(1, 3).map(({ text }) => text)).toEqual([" ", " "]);
    expect(rows).toEqual([[["late"]]]);
  });

  it("sends the rows that are there every 20 seconds, though they fill no chunk", async () => {
    const { chunks, rows } = await timed(
      oneTable(
        (async function* () {
          for (let at = 1; at <= 50; at++) {
            await sleep(1);
            yield [at];
          }
        })(),
      ),
    );
    expect(chunks.map(({ at }) => at)).toEqual([20, 40, 50]);
    expect(chunks[1]?.text).toMatch(/^,\[.*\]$/);
    expect(rows[0]).toHaveLength(50);
  });

  it("is not touched while chunks come in time", async () => {
    const wide = "x".repeat(60_000);
    const { parsed, chunks } = await timed(
      oneTable(
        (async function* () {
          for (let at = 0; at < 10; at++) {
            await sleep(9);
            yield [wide];
          }
        })(),
      ),
    );
    expect(parsed.ErrorMessage).toBe("");
    expect(chunks.some(({ text }) => text.includes(" "))).toBe(false);
  });

  it("stays well-formed wherever its source waits", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            before: fc.integer({ min: 0, max: 45 }),
            rows: fc.array(fc.tuple(fc.integer({ min: 0, max: 45 }), fc.string()), { maxLength: 4 }),
            after: fc.integer({ min: 0, max: 45 }),
          }),
          { maxLength: 3 },
        ),
        fc.integer({ min: 0, max: 45 }),
        async (tables, closing) => {
          const { rows } = await timed(
            (async function* () {
              for (const table of tables) {
                await sleep(table.before);
                yield {
                  columns: ["A"],
                  rows: (async function* () {
                    for (const [seconds, cell] of table.rows) {
                      await sleep(seconds);
                      yield [cell];
                    }
                    await sleep(table.after);
                  })(),
                };
              }
            })(),
            closing,
          );
          expect(rows).toEqual(tables.map((table) => table.rows.map(([, cell]) => [cell.toWellFormed()])));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("closes its source when it is left while the source keeps it waiting", async () => {
    let closed = 0;
    const document = encodeResponse({
      tables: oneTable(
        (async function* () {
          try {
            await sleep(30);
            yield ["never read"];
          } finally {
            closed++;
          }
        })(),
      ),
      closing: () => Promise.reject(new Error("not asked")),
      failure: () => ({ UserMessage: "", ErrorMessage: "" }),
    });
    const first = document.next();
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await first).done).toBe(false);
    const left = document.return(undefined);
    await vi.runAllTimersAsync();
    await left;
    expect(closed).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
