import type { Identity } from "../identity.ts";
import {
  type ParameterEntries,
  type ParameterValues,
  readParameters,
} from "../interject/request/parameter.ts";
import type { InterjectRequest } from "../interject/request/request.ts";
import type { RequestContext } from "../interject/request/request-context.ts";
import type { SaveTable } from "../interject/request/save.ts";
import type { Table } from "../interject/response/table.ts";
import type { Sql } from "./sql/database.ts";

/** One pull or save, as every report is given it. `User` is null on a public route. */
export interface Call<User extends Identity | null = Identity> {
  /** Who asks, from the verified token alone. */
  readonly user: User;
  /** The request as it was sent, for what the declared parameters do not cover. Nothing in it is trustworthy. */
  readonly request: InterjectRequest;
  /** Where in which workbook the formula stands, with its column and row definitions (`Interject_RequestContext`). */
  readonly context: RequestContext;
  /** The table that a save sends; null on a pull. */
  readonly save: SaveTable | null;
  /** Aborted when the caller goes away or the time limit nears: pass it on to whatever waits. */
  readonly signal: AbortSignal;
  /** Sets the value of an output parameter; it goes out after the rows, so the last value set counts. */
  readonly setOutput: (name: string, value: string | null) => void;
  /** Shows `text` in a message box beside the returned table. */
  readonly notify: (text: string) => void;
  /** The databases of the settings. What is done there counts when the last row has been read, and not at all when anything fails. */
  readonly sql: Sql;
  /** Runs the command that the data portal passes on (`PassThroughCommand`), as far as its connection's settings allow. */
  readonly passThrough: () => AsyncIterable<Table>;
}

/** One table, several in order, or tables that come as they are made. */
export type ReportResult = Table | Iterable<Table> | AsyncIterable<Table>;

/** What the author of a report writes. */
export interface ReportDefinition<Entries extends ParameterEntries, User extends Identity | null> {
  /** One declaration a parameter, by name; `interject/parameter.ts` has the building blocks. */
  readonly parameters: Entries;
  /**
   * A check of the report's own, before anything is sent and after what its line in the route table demands: null lets the
   * caller in, a text refuses (HTTP 403), continuing "You may not use this report: ".
   */
  readonly authorize?: (user: User, request: InterjectRequest) => string | null | Promise<string | null>;
  /**
   * Answers one pull or save. Throw `UserError` to fail with a sentence for the person in Excel and
   * `UserNotice` to stop with a message box; any other error is logged in full and shown as a reference only.
   */
  readonly run: (
    call: Call<User> & { readonly parameters: ParameterValues<Entries> },
  ) => ReportResult | Promise<ReportResult>;
}

/** A report as the route table holds it. Who may call it, and where it stands, is its line there. */
export interface Report<User extends Identity | null = Identity> {
  readonly parameters: ParameterEntries;
  /** Why the caller may not use the report; null when they may. */
  readonly authorize: (user: User, request: InterjectRequest) => Promise<string | null>;
  /** @throws RequestInvalid `parameter` with a sentence for each parameter that does not fit. */
  readonly run: (call: Call<User>) => ReportResult | Promise<ReportResult>;
}

/**
 * Declares a report for a verified user.
 * @example
 * export const customers = report({
 *   parameters: { CompanyName: optional(text()) },
 *   run: ({ parameters, user }) => ({ columns: ["Name"], rows: customersOf(user.clientId, parameters.CompanyName) }),
 * });
 */
export function report<const Entries extends ParameterEntries>(
  definition: ReportDefinition<Entries, Identity>,
): Report {
  return declare(definition);
}

/** Declares a report that anyone may call: its `user` is null, and only a line marked `public` accepts it. */
export function publicReport<const Entries extends ParameterEntries>(
  definition: ReportDefinition<Entries, null>,
): Report<null> {
  return declare(definition);
}

function declare<Entries extends ParameterEntries, User extends Identity | null>(
  definition: ReportDefinition<Entries, User>,
): Report<User> {
  const { parameters, run, authorize = () => null } = definition;
  return {
    parameters,
    authorize: async (user, request) => authorize(user, request),
    run: (call) => run({ ...call, parameters: readParameters(parameters, call.request) }),
  };
}
