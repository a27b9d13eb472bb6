import type { Identity } from "../identity.ts";
import { RequestInvalid, UserError, UserNotice } from "../interject/errors.ts";
import type { InterjectRequest } from "../interject/request/request.ts";
import type { SaveTable } from "../interject/request/save.ts";
import { log } from "../log.ts";
import { subjectHash } from "../subject-hash.ts";
import { HttpProblem } from "./problem.ts";
import { RowsRefused } from "./sheet-rows.ts";
import { failureBehind } from "./sql/explain-failure.ts";
import { noWork, type Work } from "./sql/work.ts";
import { CallerGone } from "./stop-signal.ts";
import { PromiseUnawaited } from "./unawaited.ts";
import { withoutValues } from "./without-values.ts";

/** What becomes of a request, gathered while it is answered and logged in one line when it is over. */
export interface RequestRecord {
  readonly method: string;
  /** Of the route table's line; null where there is none: the gateway's access log has what was asked for. */
  path: string | null;
  readonly begun: number;
  /** How long the gateway waited for the authorizer; null where the gateway does not say. */
  readonly authorisationMs: number | null;
  readonly work: Work;
  user: Identity | null;
  request: InterjectRequest | null;
  save: SaveTable | null;
  status: number;
  /** Of all tables that were answered. */
  rows: number;
  /** That were sent, compressed where the caller takes it. */
  bytes: number;
  /** Why there is no answer, or not the whole; null where nothing went wrong. */
  error: unknown;
  /** Whether the transfer was cut short. */
  isCut: boolean;
}

export function requestRecord(
  method: string,
  authorizer: Readonly<Record<string, unknown>> | null | undefined,
): RequestRecord {
  const waited = authorizer?.["integrationLatency"];
  return {
    method,
    path: null,
    begun: performance.now(),
    authorisationMs: typeof waited === "number" ? waited : null,
    work: noWork(),
    user: null,
    request: null,
    save: null,
    status: 200,
    rows: 0,
    bytes: 0,
    error: null,
    isCut: false,
  };
}

/**
 * Logs the request as `request`, and a save as `save` as well, for those who must know later who changed
 * what. The two hold names, numbers and row numbers of the sheet, and no value of a parameter or a cell.
 */
export function logRequest(record: RequestRecord): void {
  const { method, work, user, request, status, rows, bytes, isCut, authorisationMs } = record;
  const totalMs = performance.now() - record.begun;
  const who = {
    client: user?.clientId ?? undefined,
    user: user?.userId ?? undefined,
    subjectHash: user === null ? undefined : subjectHash(user.subject),
  };
  const path = record.path ?? undefined;
  const what = {
    portal: request?.DataPortalName?.slice(0, 128) || undefined,
    connection: namesOf(work.connections),
    routine: namesOf(work.routines),
  };
  log[isCut ? "warn" : "info"]("request", {
    method,
    path,
    ...who,
    ...what,
    status,
    outcome: outcomeOf(record),
    ...refusalOf(record),
    rows,
    bytes,
    authorisationMs: authorisationMs ?? undefined,
    connectingMs: Math.round(work.connectingMs),
    databaseMs: Math.round(work.databaseMs),
    writingMs: Math.max(0, Math.round(totalMs - work.connectingMs - work.databaseMs)),
    totalMs: Math.round(totalMs),
  });
  if (record.save === null) return;
  log.info("save", {
    method,
    path,
    ...who,
    ...what,
    loginName: user?.loginName ?? undefined,
    savedRows: record.save.rows.length,
    sheetRows: ranges(record.save.rows.map(([number]) => number ?? null)),
    committed: work.connections.size === 0 ? "by the report" : work.committed,
  });
}

function outcomeOf({ error, status, isCut }: RequestRecord): "answered" | "refused" | "failed" | "cut" {
  if (isCut || error instanceof CallerGone) return "cut";
  if (error === null || error instanceof UserNotice) return "answered";
  return status >= 500 || reasonOf(error) === "error" ? "failed" : "refused";
}

/** The reason's code, and the sentence that the person saw, without their values. */
function refusalOf(record: RequestRecord): { readonly reason?: string; readonly said?: string } {
  const { error } = record;
  if (error === null) return {};
  const reason = reasonOf(error);
  // What a database says may hold anyone's data; what the person did not see is no word for them.
  const isTold = error instanceof Error && reason !== "error" && !reason.startsWith("database-");
  if (!isTold) return { reason };
  return { reason, said: withoutValues(error.message, valuesOf(record)) };
}

/** Few different words, to count by. */
function reasonOf(error: unknown): string {
  if (error instanceof HttpProblem) return `status-${error.status}`;
  if (error instanceof RequestInvalid) return `request-${error.reason}`;
  if (error instanceof RowsRefused) return "rows";
  if (error instanceof CallerGone) return "caller-gone";
  if (error instanceof UserError || error instanceof UserNotice) {
    const kind = failureBehind(error);
    if (kind !== null) return `database-${kind}`;
    return error instanceof UserNotice ? "notice" : "report";
  }
  return error instanceof PromiseUnawaited ? "promise-unawaited" : "error";
}

/** Everything of the request that a sentence may quote. */
function* valuesOf({ request, save }: RequestRecord): Generator<string> {
  for (const { InputValue } of request?.RequestParameterList ?? []) if (InputValue !== null) yield InputValue;
  for (const row of save?.rows ?? []) for (const cell of row) if (cell !== null) yield cell;
}

function namesOf(names: ReadonlySet<string>): string | undefined {
  return names.size === 0 ? undefined : [...names].slice(0, 5).join(", ");
}

/**
 * `18-20, 25`: consecutive row numbers of the sheet in one. A cell that is no number is not shown. Cut where
 * it would be longer than a line.
 */
export function ranges(cells: readonly (string | null)[]): string {
  const numbers = cells.map((cell) => (/^\d{1,10}$/.test(cell ?? "") ? Number(cell) : null));
  const parts: string[] = [];
  for (let from = 0; from < numbers.length; ) {
    const first = numbers[from] ?? null;
    let to = from;
    while (first !== null && numbers[to + 1] === first + (to + 1 - from)) to++;
    parts.push(to === from ? `${first ?? "?"}` : `${first}-${numbers[to]}`);
    from = to + 1;
  }
  return parts.length > 100 ? `${parts.slice(0, 100).join(", ")} and more` : parts.join(", ");
}
