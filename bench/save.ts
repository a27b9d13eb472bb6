/**
 * Reading the table that a save sends against the bare parser, which keeps nothing of it, on the same
 * document in the same run: `node bench/save.ts [rows]`.
 */
import { SaxesParser } from "saxes";
import { parseRequest } from "../lambdas/interject/request/request.ts";
import { readRequestContext } from "../lambdas/interject/request/request-context.ts";
import { saveTable } from "../lambdas/interject/request/save.ts";
import { saveXml } from "../test/support/save-xml.ts";

const rows = Number(process.argv[2] ?? 30_000);
const columns = ["Row", ..."ABCDEFGHIJK"];
const cells = Array.from({ length: rows }, (_, row) =>
  columns.map((_, column) => (column % 5 === 3 ? null : (row * 7.25 + column).toFixed(2))),
);
// Through a buffer, so that the text is flat as JSON.parse delivers it.
const xml = Buffer.from(`<RequestContext>${saveXml(columns, cells)}</RequestContext>`).toString();
const request = parseRequest({
  RequestParameterList: [{ Name: "@Interject_RequestContext", InputValue: xml }],
});

const ways: Readonly<Record<string, () => number>> = {
  "saxes alone": () => {
    let elements = 0;
    const parser = new SaxesParser();
    parser.on("opentag", () => elements++);
    parser.on("text", () => {});
    parser.write(xml).close();
    return elements;
  },
  "the table to save": () => saveTable(request, readRequestContext(request).context)?.rows.length ?? 0,
};

/** The median of seven goes, after one for the compiler. */
function measure(run: () => number): number {
  const times = Array.from({ length: 8 }, () => {
    const start = performance.now();
    if (run() < rows) throw new Error("Rows are missing.");
    return performance.now() - start;
  });
  return times.slice(1).sort((one, other) => one - other)[3] ?? Number.NaN;
}

const times = Object.entries(ways).map(([way, run]) => ({ way, milliseconds: measure(run) }));
const baseline = times[0]?.milliseconds ?? Number.NaN;
console.log(
  `A save of ${rows} rows and ${columns.length} columns, ${(xml.length / 1e6).toFixed(1)} million characters`,
);
console.table(
  times.map(({ way, milliseconds }) => ({
    way,
    milliseconds: Math.round(milliseconds),
    "times the parser": Number((milliseconds / baseline).toFixed(2)),
  })),
);
