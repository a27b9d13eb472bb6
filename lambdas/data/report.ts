import type { Identity } from "../identity.ts";
import {
  type ParameterEntries,
  type ParameterValues,
  readParameters,
} from "../interject/request/parameter.ts";
import type { InterjectRequest } from "../interject/request/request.ts";
import type { RequestContext } from "../interject/request/request-context.ts";
import type { SaveTable } from "../interject/request/save.ts";
import type { VerifiedParameters } from "../interject/request/system-parameters.ts";
import type { Table } from "../interject/response/table.ts";
import type { Sql } from "./sql/database.ts";
import type { Transactions } from "./sql/transactions.ts";

/** One pull or save, as every report is given it. `User` is null on a public route. */
export interface Call<User extends Identity | null = Identity> {
  /** Who asks, from the verified token alone. */
  readonly user: User;
  /** The request as sent, for what the declared parameters do not cover. Nothing in it is trustworthy. */
  readonly request: InterjectRequest;
  /**
   * Where in which workbook the formula stands, with its column and row definitions
   * (`Interject_RequestContext`).
   */
  readonly context: RequestContext;
  /** The table that a save sends; null on a pull. */
  readonly save: SaveTable | null;
  /** Aborted when the caller goes away or the time limit nears: pass it on to whatever waits. */
  readonly signal: AbortSignal;
  /** Sets the value of an output parameter. It is sent after the rows, so the last value set counts. */
  readonly setOutput: (name: string, value: string | null) => void;
  /** Shows `text` in a message box beside the returned table. */
  readonly notify: (text: string) => void;
  /** The databases of the settings. What is done there counts after the last row, unless anything fails. */
  readonly sql: Sql;
}

/** One table, several in order, or tables that come as they are made. */
export type ReportResult = Table | Iterable<Table> | AsyncIterable<Table>;

/** What the author of a report writes. */
export interface ReportDefinition<Entries extends ParameterEntries, User extends Identity | null> {
  /** A declaration for each parameter, by name; `interject/request/parameter.ts` has the building blocks. */
  readonly parameters: Entries;
  /**
   * The report's own check of its caller, after the checks of the report's line in the route table and before
   * anything is sent. It returns null to let the caller in, or a reason to refuse them (HTTP 403). The reason
   * continues the sentence "You may not use this report: ".
   */
  readonly authorize?: (user: User, request: InterjectRequest) => string | null | Promise<string | null>;
  /**
   * Answers one pull or save. Throw `UserError` to fail with a sentence for the person in Excel and
   * `UserNotice` to stop with a message box. Either undoes what `sql` has changed; a notice behind a change
   * is told as the error "Nothing was saved". Any other error is shown as a reference and logged with its
   * words, which should name no data. Of a database's error the log has the codes alone.
   */
  readonly run: (
    call: Call<User> & { readonly parameters: ParameterValues<Entries> },
  ) => ReportResult | Promise<ReportResult>;
}

/** What a request has for the pass-through beside the call of a report. */
export interface PassThroughParts {
  readonly transactions: Transactions;
  readonly verified: VerifiedParameters;
  /** To be called when all rows have been read: a failure behind them cuts none off. */
  readonly onRead: () => void;
}

/** A report as the route table holds it. Its path, and who may call it, stand in its line there. */
export interface Report<User extends Identity | null = Identity> {
  readonly parameters: ParameterEntries;
  /** Why the caller may not use the report; null when they may. */
  readonly authorize: (user: User, request: InterjectRequest) => Promise<string | null>;
  /**
   * @param parts for a report that needs more than `call.sql`
   * @throws RequestInvalid `parameter` with a sentence for each parameter that does not fit
   */
  readonly run: (call: Call<User>, parts: PassThroughParts) => ReportResult | Promise<ReportResult>;
}

/**
 * Declares a report for a verified user.
 * @example
 * export const customers = report({
 *   parameters: { CompanyName: optional(text()) },
 *   run: ({ parameters, user }) => ({
 *     columns: ["Name"],
 *     rows: customersOf(user.clientId, parameters.CompanyName),
 *   }),
 * });
 */
export function report<const Entries extends ParameterEntries>(
  definition: ReportDefinition<Entries, Identity>,
): Report {
  return declare(definition);
}

/**
 * Declares a report that anyone may call without a token. Its `user` is null, and only a line of the route
 * table with `access: "public"` accepts it.
 * @example
 * export const holidays = publicReport({
 *   parameters: { Year: integer({ min: 2000, max: 2100 }) },
 *   run: ({ parameters }) => ({ columns: ["Day", "Name"], rows: holidaysOf(parameters.Year) }),
 * });
 */
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
