/**
 * Measures this API beside named baselines, in one run on one machine, and prints ratios:
 * `npm run bench -- [--only verify,save] [--json]`. `docs/performance.md` says how each figure is got. What
 * needs a server or a program that is not there is said to be absent.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Figure, type Figures, isMet } from "./figure.ts";
import { printTable } from "./print-table.ts";

const subjects: Readonly<Record<string, () => Promise<{ readonly figures: Figures }>>> = {
  size: () => import("./figures/size.ts"),
  "first-use": () => import("./figures/first-use.ts"),
  "cold-start": () => import("./figures/cold-start.ts"),
  verify: () => import("./figures/verify.ts"),
  "small-pull": () => import("./figures/small-pull.ts"),
  writer: () => import("./figures/writer.ts"),
  "long-pull": () => import("./figures/long-pull.ts"),
  save: () => import("./figures/save.ts"),
  start: () => import("./figures/start.ts"),
};

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    json: { type: "boolean", default: false },
    subject: { type: "string" },
  },
});

if (values.subject !== undefined) {
  const load = subjects[values.subject];
  if (load === undefined) throw new Error(`There is no subject called "${values.subject}".`);
  for await (const figure of (await load()).figures()) console.log(JSON.stringify(figure));
} else {
  const wanted = values.only?.split(",") ?? Object.keys(subjects);
  const unknown = wanted.filter((name) => !Object.hasOwn(subjects, name));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(", ")}. There are ${Object.keys(subjects).join(", ")}.`);
    process.exit(2);
  }
  const begun = performance.now();
  const all: (Figure & { readonly subject: string; readonly isMet: boolean | null })[] = [];
  for (const subject of wanted) {
    console.error(`Measuring ${subject}…`);
    for await (const figure of measured(subject)) all.push({ subject, ...figure, isMet: isMet(figure) });
  }
  if (values.json) console.log(JSON.stringify(all, null, 2));
  else printTable(all);
  console.error(`${Math.round((performance.now() - begun) / 1000)} seconds, Node ${process.version}`);
}

/** The figures of one subject. Its process ends with it, so that no subject has the memory of another. */
async function* measured(subject: string): AsyncGenerator<Figure> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "--subject", subject], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
  if ((await ended) === 0) return;
  console.error(`Measuring ${subject} failed.`);
  process.exitCode = 1;
}
