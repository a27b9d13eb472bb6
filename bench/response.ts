/**
 * The response writer against what one would do without it, on the same rows in the same run: `node bench/response.ts [rows]`.
 * Each way runs in a process of its own, so that its peak memory means something.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { encodeResponse } from "../lambdas/interject/response/response.ts";
import type { Row, Rows } from "../lambdas/interject/response/table.ts";

const columns = ["Row", "Code", "Name", "Amount", "Balance", "Rate", "Open", "Due", "Note", "Text"];

/** Ten mixed cells, dates and flat strings as drivers deliver them. They are made once: that is not measured. */
const pool: readonly Row[] = Array.from({ length: 20_000 }, (_, index): Row => {
  const flat = (text: string) => Buffer.from(text).toString();
  return [
    index + 1,
    flat(`C-${(index * 7_919) % 100_000}`),
    flat(index % 10 === 0 ? `Zürich Großhandel ${index}` : `Northern Trading Company ${index}`),
    ((index * 7_919) % 1_000_003) / 100,
    -((index * 104_729) % 10_000_019) / 100,
    Math.round(1e5 + ((index * 7_919) % 50_021)) / 1e5,
    index % 3 === 0,
    flat(new Date(1_700_000_000_000 + index * 86_400_000).toISOString().slice(0, 19)),
    index % 4 === 0 ? null : flat(index % 20 === 1 ? `said "no", see C:\\files\\${index}` : `note ${index}`),
    flat(`Posting of the invoice, division ${index % 50}, by the nightly run`),
  ];
});

function* rows(count: number): Generator<Row> {
  for (let index = 0; index < count; index++) yield pool[index % pool.length] ?? [];
}

async function* batches(count: number, size: number): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for (const row of rows(count)) {
    if (batch.push(row) < size) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

async function byWriter(source: Rows): Promise<number> {
  let bytes = 0;
  const document = encodeResponse({
    tables: [{ columns, rows: source }],
    closing: () => ({ UserMessage: "", ErrorMessage: "", RequestParameterList: [], SupplementalData: {} }),
    failure: (error) => {
      throw error;
    },
  });
  for await (const chunk of document) bytes += chunk.length;
  return bytes;
}

const ways: Readonly<Record<string, (count: number) => Promise<number>>> = {
  "JSON.stringify twice, in memory": async (count) => {
    const data = JSON.stringify({ TableName: "Table", Columns: columns, Rows: [...rows(count)] });
    return Buffer.from(JSON.stringify({ ReturnedDataList: [{ Data: data }] })).length;
  },
  "JSON.stringify twice, by 500 rows": async (count) => {
    let bytes = 0;
    for await (const batch of batches(count, 500)) {
      bytes += Buffer.from(JSON.stringify(JSON.stringify(batch)).slice(1, -1)).length;
    }
    return bytes;
  },
  "writer, rows from a generator": (count) => byWriter(rows(count)),
  "writer, batches of 500 rows": (count) => byWriter(batches(count, 500)),
};

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
  readonly peakMegabytes: number;
}

/** Times one way after a first go of a tenth, so that what is measured is compiled code. */
async function measure(way: string, count: number): Promise<Figures> {
  const run = ways[way];
  if (run === undefined) throw new Error(`There is no way called "${way}".`);
  await run(count / 10);
  const start = performance.now();
  const bytes = await run(count);
  return {
    seconds: (performance.now() - start) / 1_000,
    megabytes: bytes / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1_000,
  };
}

/** The median of three processes. */
function median(way: string, count: number): Figures {
  const runs = [1, 2, 3].map((): Figures => {
    const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(count), way]);
    return JSON.parse(output.toString());
  });
  const middle = runs.sort((one, other) => one.seconds - other.seconds)[1];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}

const [count = "200000", way] = process.argv.slice(2);
if (way !== undefined) console.log(JSON.stringify(await measure(way, Number(count))));
else {
  console.log(`A response of ${count} rows with ${columns.length} mixed columns`);
  const all = Object.keys(ways).map((name) => ({ name, ...median(name, Number(count)) }));
  const slowest = Math.max(...all.map(({ seconds }) => seconds));
  console.table(
    Object.fromEntries(
      all.map(({ name, seconds, megabytes, peakMegabytes }) => [
        name,
        {
          seconds: seconds.toFixed(2),
          "MB/s": Math.round(megabytes / seconds),
          "times as fast": (slowest / seconds).toFixed(1),
          "peak memory MB": Math.round(peakMegabytes),
        },
      ]),
    ),
  );
}
