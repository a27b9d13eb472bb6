import * as v from "valibot";
import { visible } from "../command-line/visible.ts";

/** What the data function answers to a probe: `lambdas/data/probe-action.ts`. */
const Probed = v.object({
  version: v.string(),
  connections: v.array(
    v.object({
      connection: v.string(),
      client: v.nullable(v.string()),
      findings: v.array(v.object({ level: v.picklist(["ok", "warning", "error"]), text: v.string() })),
      routines: v.array(v.object({ name: v.string(), parameters: v.string() })),
    }),
  ),
});
export type Probed = v.InferOutput<typeof Probed>;

/**
 * Reads the function's answer.
 * @throws Error with a sentence where it is something else: the function of an earlier version, say
 */
export function parseProbed(text: string): Probed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = v.safeParse(Probed, json);
  if (parsed.success) return parsed.output;
  throw new Error("The function does not know this question: deploy this version of the API first.");
}

const marks = { ok: "ok     ", warning: "WARNING", error: "ERROR  " } as const;

/** What was found about anything that is not a connection, such as a key set. */
export interface Heading {
  readonly title: string;
  readonly findings: readonly { readonly level: "ok" | "warning" | "error"; readonly text: string }[];
}

/** What to print: a part for each connection, with the routines that data portals can call. */
export function printedReport(headings: readonly Heading[], { connections }: Probed): string {
  const parts = [
    ...headings.map(({ title, findings }) => ({ title, findings, routines: [] })),
    ...connections.map(({ connection, client, findings, routines }) => ({
      title: `Connection ${connection}${client === null ? "" : ` of client ${client}`}`,
      findings,
      routines,
    })),
  ];
  const lines = parts.flatMap(({ title, findings, routines }) => [
    title,
    ...findings.map(({ level, text }) => `  ${marks[level]}  ${text}`),
    ...(routines.length === 0 ? [] : ["  Data portals can call:"]),
    ...routines.map(({ name, parameters }) => `    ${name} (${parameters})`),
    "",
  ]);
  const count = (level: "warning" | "error") =>
    parts.flatMap(({ findings }) => findings).filter((finding) => finding.level === level).length;
  const nothing = connections.length === 0 ? ["The settings name no connections.", ""] : [];
  return [...lines, ...nothing, `${count("error")} errors, ${count("warning")} warnings.`, ""]
    .map(visible)
    .join("\n");
}

/** Whether anything keeps the API from working. */
export function hasError(headings: readonly Heading[], { connections }: Probed): boolean {
  return [...headings, ...connections].some(({ findings }) =>
    findings.some(({ level }) => level === "error"),
  );
}

/** A line for each connection: how many routines it has for data portals, or what is wrong with it. */
export function briefReport({ connections }: Probed): string {
  return connections
    .flatMap(({ connection, client, findings, routines }) => {
      const named = `Connection ${connection}${client === null ? "" : ` of client ${client}`}:`;
      const wrong = findings.filter(({ level }) => level !== "ok");
      if (wrong.length === 0) return [`${named} signed in; routines for data portals: ${routines.length}.`];
      return wrong.map(({ level, text }) => `${named} ${marks[level].trim()} ${text}`);
    })
    .map(visible)
    .join("\n");
}
