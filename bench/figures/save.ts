/**
 * A save: reading the sheet's table, beside the bare parser, which keeps nothing of it; and saving row by row
 * with a routine that takes one row, beside the driver alone calling it once a row.
 */
import { SaxesParser } from "saxes";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { parseRequest } from "../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../lambdas/interject/request/request-context.ts";
import { saveTable } from "../../lambdas/interject/request/save.ts";
import { requestBody } from "../../local/addin/request.ts";
import { localFunction } from "../../local/aws/functions.ts";
import { mary } from "../../test/support/data-function.ts";
import { saveXml } from "../../test/support/save-xml.ts";
import { synthesised } from "../../test/support/synthesised.ts";
import { type BenchDatabase, benchDatabases, lineAt } from "../databases.ts";
import { absent, alone, type Figure } from "../figure.ts";
import { compared, median, paired } from "../paired.ts";

const rounds = 5;
/** About the largest table that the platform's 6 MB have room for. */
const most = 45_000;
const byRow = 10_000;

export async function* figures(): AsyncGenerator<Figure> {
  yield* parsing();
  for (const { title, variable, make } of benchDatabases) {
    const url = process.env[variable];
    if (url) {
      await using database = await make(url);
      yield* savingByRow(database);
    } else {
      const name = `${title}: save of ${byRow.toLocaleString("en")} rows, by row`;
      yield absent(name, "s", `${variable} names no server`);
    }
  }
}

async function* parsing(): AsyncGenerator<Figure> {
  const [large, small] = [documentOf(most), documentOf(100)];
  // The small one as often as makes as many rows: a clock cannot tell a hundred.
  const times = most / 100;
  const timed = await paired(
    {
      ours: () => milliseconds(1, () => readTable(large)),
      small: () => milliseconds(times, () => readTable(small)),
      parser: () => milliseconds(1, () => parseAlone(large)),
    },
    rounds,
  );
  const title = `reading a save of ${most.toLocaleString("en")} rows of 7 columns`;
  yield compared(title, "ms", timed.ours, "saxes alone", timed.parser);
  const perRow = (whole: readonly number[]) => whole.map((time) => (time * 1000) / most);
  yield compared(
    `a row of ${most.toLocaleString("en")}`,
    "µs",
    perRow(timed.ours),
    "a row of 100",
    perRow(timed.small),
    {
      atMost: 1.15,
    },
  );
}

interface Sent {
  readonly rows: number;
  readonly xml: string;
  readonly request: ReturnType<typeof parseRequest>;
}

function documentOf(rows: number): Sent {
  const columns = ["Row", ..."ABCDEF"];
  const cells = Array.from({ length: rows }, (_, row) =>
    columns.map((_, column) => (column % 5 === 3 ? null : (row * 7.25 + column).toFixed(2))),
  );
  // Through a buffer, so that the text is flat as JSON.parse delivers it.
  const xml = Buffer.from(`<RequestContext>${saveXml(columns, cells)}</RequestContext>`).toString();
  const parameter = { Name: "@Interject_RequestContext", InputValue: xml };
  return { rows, xml, request: parseRequest({ RequestParameterList: [parameter] }) };
}

function readTable({ request, rows }: Sent): void {
  const table = saveTable(request, readRequestContext(request).context);
  if (table?.rows.length !== rows) throw new Error("Rows are missing.");
}

function parseAlone({ xml }: Sent): void {
  const parser = new SaxesParser();
  parser.on("opentag", () => {});
  parser.on("text", () => {});
  parser.write(xml).close();
}

function milliseconds(times: number, run: () => void): number {
  const start = performance.now();
  for (let time = 0; time < times; time++) run();
  return performance.now() - start;
}

async function* savingByRow(database: BenchDatabase): AsyncGenerator<Figure> {
  const stack = await synthesised({ INTERJECT_CLIENTS: '["local-client"]' }, [database.connection]);
  const data = localFunction(stack.data, 1, (line) => line.includes('"ERROR"') && console.error(line));
  const eventOf = (rows: number) => {
    const save = {
      columns: ["Account", "Memo", "Amount"],
      rows: Array.from({ length: rows }, (_, at) => [...lineAt(at)]),
    };
    const body = requestBody("ReportSave", { save, command: { text: `${database.schema}.save_line` } });
    return stack.events("/api/v1/sql", body).forData(encodeIdentity(mary));
  };
  const saved = async (event: object) => {
    const start = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of await data.invoke(event)) chunks.push(chunk);
    const elapsed = performance.now() - start;
    const text = Buffer.concat(chunks).toString("utf8");
    if (!text.includes("Saved") || /"ErrorMessage":"[^"]/.test(text)) throw new Error(text.slice(-500));
    return elapsed;
  };
  try {
    const [large, small] = [eventOf(byRow), eventOf(100)];
    const timed = await paired(
      {
        ours: () => saved(large),
        small: () => saved(small),
        none: () => saved(eventOf(1)),
        driver: () => database.saveByDriver(byRow),
      },
      3,
    );
    const name = `${database.title}: save of ${byRow.toLocaleString("en")} rows, by row`;
    yield alone(name, "s", median(timed.ours) / 1000, { atMost: 2 });
    const seconds = (times: readonly number[]) => times.map((time) => time / 1000);
    yield compared(
      "the same",
      "s",
      seconds(timed.ours),
      "the driver alone, a call a row",
      seconds(timed.driver),
    );
    const perRow = (times: readonly number[], rows: number) =>
      times.map((time, round) => ((time - (timed.none[round] ?? 0)) * 1000) / rows);
    yield compared(
      `${database.title}: a row of ${byRow.toLocaleString("en")}`,
      "µs",
      perRow(timed.ours, byRow),
      "a row of 100",
      perRow(timed.small, 100),
      { atMost: 1.15 },
    );
  } finally {
    await data.close();
    stack.close();
  }
}
