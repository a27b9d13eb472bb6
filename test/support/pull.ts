import { forbidden } from "../../lambdas/data/access.ts";
import { reportDocument } from "../../lambdas/data/document.ts";
import type { Report } from "../../lambdas/data/report.ts";
import type { WorkbookIdentity } from "../../lambdas/data/verified-parameters.ts";
import type { Identity } from "../../lambdas/identity.ts";
import { parseRequest } from "../../lambdas/interject/request/request.ts";
import type { DataSettings } from "../../lambdas/settings/data.ts";
import { type Formula, requestBody } from "../../local/addin/request.ts";
import { type AddinResult, type Cell, readResponse } from "../../local/addin/response.ts";
import { mary } from "./data-function.ts";
import { newRecord } from "./request-record.ts";

/** What a request has beside its formula. */
export interface PullOptions {
  readonly user?: Identity;
  readonly connections?: DataSettings["connections"];
  readonly signal?: AbortSignal;
  /** How routines are told who the user is, where the defaults are not meant. */
  readonly identity?: Partial<WorkbookIdentity>;
}

/**
 * Pulls a report, or with `formula.save` saves a table, as the Addin would, without a gateway and a token:
 * for unit tests of reports.
 * @throws HttpProblem 403 when the report's own check refuses `user`
 * @example
 * const { tables } = await pull(openInvoices, { parameters: { Year: "2026" } });
 */
export function pull(report: Report, formula: Formula = {}, options: PullOptions = {}): Promise<AddinResult> {
  return answer(report, options.user ?? mary, formula, options);
}

/**
 * Pulls a report that `publicReport` made, as someone without a token.
 * @throws HttpProblem 403 when the report's own check refuses the request
 * @example
 * const { tables } = await pullPublic(holidays, { parameters: { Year: "2026" } });
 */
export function pullPublic(
  report: Report<null>,
  formula: Formula = {},
  options: Omit<PullOptions, "user"> = {},
): Promise<AddinResult> {
  return answer(report, null, formula, options);
}

/**
 * Rows of a sheet by their columns, as texts. Without a column `Row` they are rows 18, 19, ... of the sheet.
 */
export type SheetRows = readonly Readonly<Record<string, string>>[];

/** What a save answers, with its first table's rows by their columns. */
export interface SaveAnswer extends AddinResult {
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/**
 * Saves rows of a sheet with a report, as the Addin would: a date is Excel's number for it, and an empty cell
 * an empty text.
 * @throws HttpProblem 403 when the report's own check refuses `user`
 * @example
 * const { rows } = await save(saveRates, [{ CustomerID: "ANC489", Rate: "1.25", Due: "46189" }]);
 * expect(rows[0]).toMatchObject({ CustomerID: "ANC489", Status: "Saved" });
 */
export async function save(
  report: Report,
  rows: SheetRows,
  { parameters = {}, ...options }: PullOptions & Pick<Formula, "parameters"> = {},
): Promise<SaveAnswer> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? "")) };
  const result = await pull(report, { parameters, save: table }, options);
  const [answered] = result.tables;
  return {
    ...result,
    rows: (answered?.rows ?? []).map((row) =>
      Object.fromEntries((answered?.columns ?? []).map((column, at) => [column, row[at] ?? null])),
    ),
  };
}

async function answer<User extends Identity | null>(
  report: Report<User>,
  user: User,
  formula: Formula,
  { connections = [], signal = new AbortController().signal, identity = {} }: PullOptions,
): Promise<AddinResult> {
  const request = parseRequest(
    JSON.parse(requestBody(formula.save === undefined ? "ReportRange" : "ReportSave", formula)),
  );
  const refusal = await report.authorize(user, request);
  if (refusal !== null) throw forbidden(refusal);
  const chunks = reportDocument(report, request, user, {
    signal,
    reference: "test",
    full: () => false,
    record: newRecord(),
    settings: {
      contradictingIds: "refuse",
      contradictingNames: "log",
      ...{ requestContextIdentity: "verified", userIdForm: "public", userRoles: "claim", ...identity },
      connections,
    },
  });
  return readResponse(await new Response(ReadableStream.from(chunks)).text());
}
