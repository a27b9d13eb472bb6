import type { Identity } from "../identity.ts";
import { UserError } from "../interject/errors.ts";
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
import { type SheetRow, sheetRows } from "./sheet-rows.ts";
import type { Sql } from "./sql/database.ts";
import type { Transactions } from "./sql/transactions.ts";
import { refuseUnawaited } from "./unawaited.ts";

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

/** No parameters, or no columns. */
type None = Readonly<Record<never, never>>;

/** Values of a request that the report answers, as texts: what the API's description shows and sends. */
export interface ReportExample<Names extends PropertyKey = string> {
  /** By name. One that is left out is made up where the report must have it. */
  readonly parameters?: { readonly [Name in Names]?: string };
  /** The rows of a save, by column; default one row for the columns that the report declares. */
  readonly save?: readonly Readonly<Record<string, string>>[];
}

/** What the author of every report writes. */
interface Declaration<Entries extends ParameterEntries, User extends Identity | null> {
  /**
   * A declaration for each formula parameter, by name; `interject/request/parameter.ts` has the building
   * blocks. Default: the report has none. A request with another formula parameter is refused.
   */
  readonly parameters?: Entries;
  /** For `npm run openapi`, where a report needs values that exist, such as a customer. */
  readonly example?: ReportExample<keyof Entries>;
  /**
   * The report's own check of its caller, after the checks of the report's line in the route table and before
   * anything is sent. It returns null to let the caller in, or a reason to refuse them (HTTP 403). The reason
   * continues the sentence "You may not use this report: ".
   */
  readonly authorize?: (user: User, request: InterjectRequest) => string | null | Promise<string | null>;
}

/** What the author of a report writes that answers tables. */
export interface ReportDefinition<Entries extends ParameterEntries, User extends Identity | null>
  extends Declaration<Entries, User> {
  readonly save?: never;
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

/** What the author of a report writes that saves the sheet's rows. */
export interface SaveDefinition<
  Entries extends ParameterEntries,
  Columns extends ParameterEntries,
  User extends Identity | null,
> extends Declaration<Entries, User> {
  /**
   * A declaration for each column of the sheet that is read, with the building blocks of parameters. The
   * report runs when every row fits; otherwise the answer marks each row that does not.
   */
  readonly save: Columns;
  /**
   * Saves the rows. What it did counts when it has ended, unless it marked a row as wrong or threw. The
   * answer is the sheet's table with a `Status` in each row, and what `result` added.
   */
  readonly run: (
    call: Omit<Call<User>, "save"> & {
      readonly parameters: ParameterValues<Entries>;
      readonly save: readonly SheetRow<Columns>[];
    },
  ) => void | Promise<void>;
}

/** What a request has beside the call, for what is more than a report's own code. */
export interface PassThroughParts {
  readonly transactions: Transactions;
  readonly verified: VerifiedParameters;
  /** To be called when all rows have been read: a failure behind them cuts none off. */
  readonly onRead: () => void;
}

/** A report as the route table holds it. Its path, and who may call it, stand in its line there. */
export interface Report<User extends Identity | null = Identity> {
  /** Whom the report is for. A line with `access: "public"` takes none that is for verified users. */
  readonly callers: "verified" | "anyone";
  /** The formula parameters and a save's columns, as declared; null where the report takes any. */
  readonly declared: {
    readonly parameters: ParameterEntries;
    readonly save: ParameterEntries | null;
    readonly example: ReportExample;
  } | null;
  /** Why the caller may not use the report; null when they may. */
  readonly authorize: (user: User, request: InterjectRequest) => Promise<string | null>;
  /**
   * @param parts for a report that needs more than `call.sql`
   * @throws RequestInvalid `parameter` with a sentence for each parameter that does not fit
   */
  readonly run: (call: Call<User>, parts: PassThroughParts) => ReportResult | Promise<ReportResult>;
}

/**
 * Declares a report for a verified user: one that answers tables, or with `save` one that saves the sheet's
 * rows.
 * @example
 * export const customers = report({
 *   parameters: { CompanyName: optional(text()) },
 *   run: ({ parameters, user }) => ({
 *     columns: ["Name"],
 *     rows: customersOf(user.clientId, parameters.CompanyName),
 *   }),
 * });
 * @example
 * export const saveRates = report({
 *   save: { CustomerID: text(), Rate: decimal() },
 *   run: async ({ save, sql }) => {
 *     const update = "update rates set rate = $2::numeric where customer_id = $1";
 *     for (const { values, fail } of save) {
 *       const changed = await sql("Sales").execute(update, [values.CustomerID, values.Rate]);
 *       if (changed === 0) fail(`There is no customer ${values.CustomerID}.`);
 *     }
 *   },
 * });
 */
export function report<const Columns extends ParameterEntries, const Entries extends ParameterEntries = None>(
  definition: SaveDefinition<Entries, Columns, Identity>,
): Report;
export function report<const Entries extends ParameterEntries = None>(
  definition: ReportDefinition<Entries, Identity>,
): Report;
export function report(definition: AnyDefinition<Identity>): Report {
  return declare(definition, "verified");
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
export function publicReport<const Entries extends ParameterEntries = None>(
  definition: ReportDefinition<Entries, null>,
): Report<null>;
export function publicReport(definition: ReportDefinition<ParameterEntries, null>): Report<null> {
  return declare(definition, "anyone");
}

type AnySave<User extends Identity | null> = SaveDefinition<ParameterEntries, ParameterEntries, User>;
type AnyDefinition<User extends Identity | null> = ReportDefinition<ParameterEntries, User> | AnySave<User>;

function declare<User extends Identity | null>(
  definition: AnyDefinition<User>,
  callers: Report["callers"],
): Report<User> {
  const { parameters = {}, example = {}, authorize = () => null } = definition;
  return {
    callers,
    declared: { parameters, save: definition.save ?? null, example },
    authorize: async (user, request) => authorize(user, request),
    run: (call, { transactions }) => {
      const read = { ...call, parameters: readParameters(parameters, call.request) };
      return definition.save === undefined ? definition.run(read) : saved(definition, read, transactions);
    },
  };
}

/** Commits before it answers, so that no row is told as saved before it is. */
async function saved<User extends Identity | null>(
  { save: columns, run }: AnySave<User>,
  call: Call<User> & { readonly parameters: ParameterValues<ParameterEntries> },
  transactions: Transactions,
): Promise<Table> {
  if (call.save === null)
    throw new UserError(
      "There is nothing to save: the data portal sends no table. Ask your administrator to add the system parameter Interject_XMLDataToSave to it.",
    );
  const sheet = sheetRows(call.save, columns);
  try {
    await run({ ...call, save: sheet.rows });
  } catch (error) {
    if (error instanceof UserError) sheet.refuseWrong(error.message);
    throw error;
  }
  sheet.refuseWrong();
  await refuseUnawaited(call.signal);
  await transactions.commit();
  return sheet.answer();
}
