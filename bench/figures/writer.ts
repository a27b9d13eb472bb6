/**
 * The response writer, from rows at hand to the document's bytes, beside what one would do without it, and
 * compressed beside the codec alone. Each way runs in a process of its own, so that its peak memory means
 * something: `node bench/figures/writer.ts WAY`.
 */
import { execFileSync } from "node:child_process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { compressor, gathered } from "../../lambdas/data/compression.ts";
import { encodeResponse } from "../../lambdas/interject/response/response.ts";
import type { Row, Rows } from "../../lambdas/interject/response/table.ts";
import { alone, type Figure } from "../figure.ts";
import { compared, paired } from "../paired.ts";

const count = 200_000;
const rounds = 3;
const columns = ["Row", "Code", "Name", "Amount", "Balance", "Rate", "Open", "Due", "Note", "Text"];

/** Ten mixed cells, dates and flat strings as drivers deliver them. */
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

function* rows(wanted: number): Generator<Row> {
  for (let index = 0; index < wanted; index++) yield pool[index % pool.length] ?? [];
}

async function* batches(wanted: number): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for (const row of rows(wanted)) {
    if (batch.push(row) < 500) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function written(source: Rows): AsyncGenerator<Uint8Array> {
  return encodeResponse({
    tables: [{ columns, rows: source }],
    closing: () => ({ UserMessage: "", ErrorMessage: "", RequestParameterList: [], SupplementalData: {} }),
    failure: (error) => {
      throw error;
    },
  });
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

/** Bytes that come out of the codec with which the data function compresses. */
async function compressed(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  const gzip = compressor("gzip");
  const [bytes] = await Promise.all([bytesOf(gzip), pipeline(Readable.from(chunks), gzip)]);
  return bytes;
}

/** Each makes so many rows into bytes and resolves to the number of them. */
const ways = {
  writer: (wanted: number) => bytesOf(written(batches(wanted))),
  inMemory: async (wanted: number) => {
    const data = JSON.stringify({ TableName: "Table", Columns: columns, Rows: [...rows(wanted)] });
    return Buffer.from(JSON.stringify({ ReturnedDataList: [{ Data: data }] })).length;
  },
  inBatches: async (wanted: number) => {
    let bytes = 0;
    for await (const batch of batches(wanted)) {
      bytes += Buffer.from(JSON.stringify(JSON.stringify(batch)).slice(1, -1)).length;
    }
    return bytes;
  },
  compressed: (wanted: number) => compressed(gathered(written(batches(wanted)))),
};
type Way = keyof typeof ways;

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
  readonly peakMb: number;
}

export async function* figures(): AsyncGenerator<Figure> {
  const peaks: Partial<Record<Way | "codec", number>> = {};
  const speedOf = (way: Way | "codec") => () => {
    const { seconds, megabytes, peakMb } = inProcess(way);
    peaks[way] = Math.max(peaks[way] ?? 0, peakMb);
    return way === "compressed" || way === "codec" ? seconds : megabytes / seconds;
  };
  const timed = await paired(
    {
      writer: speedOf("writer"),
      inMemory: speedOf("inMemory"),
      inBatches: speedOf("inBatches"),
      compressed: speedOf("compressed"),
      codec: speedOf("codec"),
    },
    rounds,
    0,
  );
  const title = `writing ${count.toLocaleString("en")} rows of 10 columns`;
  yield compared(title, "MB/s", timed.writer, "JSON.stringify twice, in memory", timed.inMemory);
  yield compared(title, "MB/s", timed.writer, "JSON.stringify twice, by 500 rows", timed.inBatches);
  yield compared("the same, gzip", "s", timed.compressed, "the codec alone", timed.codec, { atMost: 1.1 });
  yield alone("peak memory of writing", "MB", peaks.writer ?? Number.NaN, null);
  yield alone("peak memory of JSON.stringify twice", "MB", peaks.inMemory ?? Number.NaN, null);
}

function inProcess(way: Way | "codec"): Run {
  return JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), way]).toString());
}

/** Times one way after a first go of a tenth, so that what is measured is compiled code. */
async function timed(way: string): Promise<Run> {
  let run: (wanted: number) => Promise<number>;
  if (way === "codec") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of written(batches(count))) chunks.push(Uint8Array.from(chunk));
    run = () => compressed(chunks);
  } else run = ways[way as Way];
  await run(count / 10);
  const start = performance.now();
  const bytes = await run(count);
  return {
    seconds: (performance.now() - start) / 1_000,
    megabytes: bytes / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1_000,
  };
}

const [, file, way] = process.argv;
if (way !== undefined && file === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await timed(way)));
