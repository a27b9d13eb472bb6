import * as v from "valibot";
import { Clients } from "../settings/clients.ts";
import { type Route, RouteInvalid } from "./route.ts";

const lists = ["scopes", "roles", "issuers"] as const;
const demands = [...lists, "clients"] as const;
const known = ["method", "path", "access", ...demands, "report", "answer", "query"];
const Texts = v.array(v.string());
const Query = v.record(v.string(), Texts);

/**
 * Holds lines to what their types say, at synthesis and at start: a word that is misspelt would otherwise
 * open a route without a sound.
 * @throws RouteInvalid for the first line that is wrong
 */
export function checkRoutes(routes: readonly Route[]): readonly Route[] {
  const seen = new Map<string, string>();
  let before = "the table's beginning";
  for (const route of routes as readonly unknown[]) {
    if (typeof route !== "object" || route === null)
      throw new RouteInvalid(`The line behind ${before} in the route table is ${route}, not a line.`);
    before = checkLine(new Map(Object.entries(route)), seen);
  }
  return routes;
}

/** @returns the line's name: its method and path */
function checkLine(line: ReadonlyMap<string, unknown>, seen: Map<string, string>): string {
  const name = `${line.get("method")} ${line.get("path")}`;
  const refuse = (sentence: string): never => {
    throw new RouteInvalid(`The line ${name} of the route table ${sentence}.`);
  };
  checkPlace(line, refuse);
  const stranger = [...line.keys()].find((property) => !known.includes(property));
  if (stranger !== undefined)
    refuse(`has a property ${stranger}, which means nothing there: it can have ${known.join(", ")}`);
  checkDemands(line, refuse);
  checkWhatRuns(line, refuse);
  const other = seen.get(name.toLowerCase());
  if (other !== undefined) refuse(`is there already, as ${other}: letter case makes no other path`);
  seen.set(name.toLowerCase(), name);
  return name;
}

type Refuse = (sentence: string) => never;

function checkPlace(line: ReadonlyMap<string, unknown>, refuse: Refuse): void {
  const method = line.get("method");
  const written = line.get("path");
  const path = typeof written === "string" ? written : "";
  if (method !== "GET" && method !== "POST") refuse("needs the method GET or POST");
  if (!path.startsWith("/")) refuse("needs a path that begins with a slash, such as /reports/OpenInvoices");
  if (/[{}:*]/.test(path))
    refuse("has a parameter in its path, which no path can have: a report's parameters come in its request");
  if (!/^\/(?:[\w-]+(?:\/[\w-]+)*)?$/.test(path))
    refuse("needs a path of letters, digits, _ and -, with a slash between names and none at the end");
}

function checkDemands(line: ReadonlyMap<string, unknown>, refuse: Refuse): void {
  if (line.has("access") && line.get("access") !== "public")
    refuse('can have access "public" or no access at all');
  for (const list of lists) {
    if (line.has(list) && !v.is(Texts, line.get(list))) refuse(`needs a list of texts for its ${list}`);
  }
  if (line.has("clients") && !v.is(Clients, line.get("clients")))
    refuse("needs a list of Interject's public client ids for its clients, or the text any");
  const demand = demands.find((property) => line.has(property));
  if (line.has("access") && demand !== undefined)
    refuse(`is public and demands ${demand}: remove one of them, for without a token nobody has any`);
}

function checkWhatRuns(line: ReadonlyMap<string, unknown>, refuse: Refuse): void {
  const isPublic = line.has("access");
  if (line.has("report") === line.has("answer")) refuse("needs a report, and nothing else to run");
  if (line.has("answer")) {
    if (typeof line.get("answer") !== "function") refuse("needs a function for its answer");
    if (line.has("query") && !v.is(Query, line.get("query")))
      refuse("needs a list of texts for each name in its query");
    return;
  }
  if (line.has("query")) refuse("has a query, which no report reads: its parameters come in its request");
  const callers: unknown = Object(line.get("report")).callers;
  if (callers !== "verified" && callers !== "anyone")
    refuse("needs a report that report() or publicReport() has made");
  if (isPublic && callers === "verified")
    refuse(
      'is public, and its report is for verified users: remove access: "public", or make the report with publicReport()',
    );
  if (!isPublic && callers === "anyone")
    refuse('has a report for anyone, made by publicReport(), and does not say access: "public"');
  if (line.get("method") !== "POST") refuse("needs the method POST, because a report reads the body");
}
