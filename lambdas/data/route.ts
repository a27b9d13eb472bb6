import * as v from "valibot";
import type { Identity } from "../identity.ts";
import { Clients } from "../settings/clients.ts";
import type { Demands } from "./access.ts";
import type { Report } from "./report.ts";
import type { PlainAnswer } from "./status.ts";

/** What a line runs: a report, or the plain answer of a status endpoint. */
export type Line<User extends Identity | null> =
  | { readonly report: Report<User> }
  | { readonly answer: PlainAnswer<User> };

interface Place {
  readonly method: "GET" | "POST";
  /** Path as documented; the API answers it in any letter case. No path parameters. */
  readonly path: string;
}

/**
 * A line of the route table. It needs a verified token unless it says `access: "public"`, which opens it to
 * anyone who knows the address. A protected line can demand more: `scopes`, `roles`, `clients` or
 * `issuers`.
 */
export type Route =
  | (Place & Demands & { readonly access?: never } & Line<Identity>)
  | (Place & { readonly access: "public" } & Line<null>);

/** A line of the route table is wrong. The message is a sentence that names the line. */
export class RouteInvalid extends Error {
  override readonly name = "RouteInvalid";
}

const lists = ["scopes", "roles", "issuers"] as const;
const known = new Set(["method", "path", "access", ...lists, "clients", "report", "answer"]);
const Texts = v.optional(v.array(v.string()));

/**
 * Holds lines to what their types say, at synthesis and at start: a word that is misspelt would otherwise
 * open a route without a sound.
 * @throws RouteInvalid for the first line that is wrong
 */
export function checkRoutes(routes: readonly Route[]): readonly Route[] {
  const seen = new Map<string, string>();
  for (const route of routes) {
    const { method, path } = route;
    const line = `${method} ${path}`;
    const refuse = (sentence: string): never => {
      throw new RouteInvalid(`The line ${line} of the route table ${sentence}.`);
    };
    if (!["GET", "POST"].includes(method)) refuse("needs the method GET or POST");
    if (typeof path !== "string" || !/^\/(?:[\w-]+(?:\/[\w-]+)*)?$/.test(path))
      refuse(
        "needs a path that begins with a slash, such as /reports/OpenInvoices: names of letters, digits, _ and -, with a slash between them and none at the end",
      );
    const stranger = Object.keys(route).find((name) => !known.has(name));
    if (stranger !== undefined) refuse(`has a property ${stranger}, which means nothing there`);
    if (route.access !== undefined && route.access !== "public")
      refuse('can have access "public" or no access at all');
    for (const list of lists) {
      if (list in route && !v.is(Texts, Object(route)[list])) refuse(`needs a list of texts for its ${list}`);
    }
    if ("clients" in route && !v.is(Clients, route.clients))
      refuse("needs a list of Interject's public client ids for its clients, or the text any");
    if ("report" in route === "answer" in route) refuse("needs a report");
    const other = seen.get(line.toLowerCase());
    if (other !== undefined) refuse(`is there already, as ${other}: letter case makes no other path`);
    seen.set(line.toLowerCase(), line);
  }
  return routes;
}
