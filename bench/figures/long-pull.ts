/**
 * A million rows of ten columns through the data function, from the event to the last byte, beside the
 * database's own command reading the same rows and throwing them away.
 */
import type { IncomingMessage } from "node:http";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { requestBody } from "../../local/addin/request.ts";
import { type LocalFunction, localFunction } from "../../local/aws/functions.ts";
import { mary } from "../../test/support/data-function.ts";
import { type Synthesised, synthesised } from "../../test/support/synthesised.ts";
import { type BenchDatabase, benchDatabases, mostRows } from "../databases.ts";
import { absent, alone, type Figure } from "../figure.ts";
import { compared, median, paired } from "../paired.ts";

const rounds = 3;
/** Row counts over which the time for a row is to be the same. */
const few = 10_000;
/** The answer's messages stand before its parameters, of which one has some thousand bytes. */
const endBytes = 16_000;

export async function* figures(): AsyncGenerator<Figure> {
  for (const { title, variable, make } of benchDatabases) {
    const url = process.env[variable];
    const name = `${title}: 1,000,000 rows of 10 columns`;
    if (!url) {
      yield absent(name, "s", `${variable} names no server`);
      continue;
    }
    await using database = await make(url);
    const stack = await synthesised({ INTERJECT_CLIENTS: '["local-client"]' }, [database.connection]);
    try {
      yield* figuresOf(name, database, stack);
    } finally {
      stack.close();
    }
  }
}

async function* figuresOf(name: string, database: BenchDatabase, stack: Synthesised): AsyncGenerator<Figure> {
  const started = () =>
    localFunction(stack.data, 1, (line) => line.includes('"ERROR"') && console.error(line));
  const data = started();
  const pull = (rows: number, encoding = "identity") =>
    pulled(data, eventFor(stack, database.schema, rows, encoding));
  const timed = await paired(
    {
      plain: () => pull(mostRows),
      command: async () => (await database.readByCommand(mostRows)) ?? Number.NaN,
    },
    rounds,
  );
  const seconds = (times: readonly number[]) => times.map((time) => time / 1000);
  yield compared(name, "s", seconds(timed.plain), database.command, seconds(timed.command), { atMost: 2 });
  yield alone(`${database.title}: peak memory of that pull`, "MB", data.stats().peakMb, { atMost: 130 });

  // What every pull takes, however short it is, is taken off.
  const flat = await paired(
    { none: () => pull(0), few: () => pull(few), many: () => pull(mostRows) },
    rounds,
  );
  const perRow = (times: readonly number[], rows: number) =>
    times.map((time, round) => ((time - (flat.none[round] ?? 0)) * 1000) / rows);
  yield compared(
    `${database.title}: a row of 1,000,000`,
    "µs",
    perRow(flat.many, mostRows),
    "a row of 10,000",
    perRow(flat.few, few),
    { atMost: 1.15 },
  );
  const gzip = [await pull(mostRows, "gzip"), await pull(mostRows, "gzip")];
  yield alone(`${database.title}: the same, gzip`, "s", median(gzip) / 1000, null);
  await data.close();
}

function eventFor(stack: Synthesised, schema: string, rows: number, encoding: string): object {
  const body = requestBody("ReportRange", {
    parameters: { number_of_rows: String(rows) },
    command: { text: `${schema}.ledger_rows` },
  });
  const event = stack.events("/api/v1/sql", body).forData(encodeIdentity(mary));
  return {
    ...event,
    headers: { ...event.headers, "Accept-Encoding": encoding },
    multiValueHeaders: { ...event.multiValueHeaders, "Accept-Encoding": [encoding] },
  };
}

/** Milliseconds from the invocation to its last byte. */
async function pulled(data: LocalFunction, event: object): Promise<number> {
  const start = performance.now();
  const answer: IncomingMessage = await data.invoke(event);
  let end = "";
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    end = (end + chunk.subarray(-endBytes).toString("latin1")).slice(-endBytes);
  }
  const elapsed = performance.now() - start;
  if (answer.headers["content-encoding"] === undefined && /"ErrorMessage":"[^"]/.test(end))
    throw new Error(end);
  return elapsed;
}
