import { type Figure, isMet } from "./figure.ts";

/** Prints figures as a table that is valid Markdown, too. */
export function printTable(figures: readonly Figure[]): void {
  const rows = [
    ["figure", "this API", "beside", "ratio (lowest to highest)", "goal"],
    ...figures.map((figure) => [
      figure.figure,
      figure.ours === null ? "" : `${shown(figure.ours)} ${figure.unit}`,
      figure.theirs === null ? figure.baseline : `${figure.baseline}: ${shown(figure.theirs)} ${figure.unit}`,
      ratioOf(figure),
      goalOf(figure),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  console.log([line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n"));
}

function ratioOf({ ratio }: Figure): string {
  if (ratio === null) return "";
  return `${ratio.median.toFixed(2)} (${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)})`;
}

function goalOf(figure: Figure): string {
  const { goal } = figure;
  if (goal === null) return "";
  const text = "atMost" in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`;
  return isMet(figure) === true ? `${text}: met` : `${text}: missed`;
}

/** Three digits that count. */
function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
