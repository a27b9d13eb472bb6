import type { Identity } from "../identity.ts";
import type { Demands } from "./access.ts";
import type { Report } from "./report.ts";
import type { PlainAnswer } from "./status.ts";

/** What a line runs: a report, or the plain answer of a status endpoint. */
export type Line<User extends Identity | null> =
  | { readonly report: Report<User> }
  | {
      readonly answer: PlainAnswer<User>;
      /** What the answer reads of the query, with the words that each can be: for the API's description. */
      readonly query?: Readonly<Record<string, readonly string[]>>;
    };

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
