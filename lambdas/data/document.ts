import type { Identity } from "../identity.ts";
import { UserError, UserNotice } from "../interject/errors.ts";
import { completeParameters, type InterjectRequest } from "../interject/request/request.ts";
import { readRequestContext } from "../interject/request/request-context.ts";
import { saveTable } from "../interject/request/save.ts";
import { encodeResponse } from "../interject/response/response.ts";
import type { Table } from "../interject/response/table.ts";
import { log } from "../log.ts";
import type { DataSettings } from "../settings/data.ts";
import { type ContradictionPolicies, refuseContradictions } from "./contradiction.ts";
import { type DocumentProblem, documentProblem } from "./problem.ts";
import type { Report, ReportResult } from "./report.ts";
import type { RequestRecord } from "./request-record.ts";
import { RowsRefused } from "./sheet-rows.ts";
import { sqlOver } from "./sql/database.ts";
import { requestTransactions } from "./sql/transactions.ts";
import { refuseUnawaited } from "./unawaited.ts";
import { untilStopped } from "./until-stopped.ts";
import { verifiedParameters, type WorkbookIdentity } from "./verified-parameters.ts";

/** What a report's run and its document need beside the request. */
export interface Surroundings {
  /** Aborted when the caller goes away or the function's time nears its end. */
  readonly signal: AbortSignal;
  /** Shown to the person in Excel in place of a failure's cause; it finds the cause in the log. */
  readonly reference: string;
  /** True when the response may not grow any more: the document then ends and says that it is cut. */
  readonly full: () => boolean;
  /** Is told what becomes of the request. */
  readonly record: RequestRecord;
  readonly settings: ContradictionPolicies & WorkbookIdentity & Pick<DataSettings, "connections">;
}

/**
 * Runs a report and writes its response document as the rows come. Messages and parameters follow the rows,
 * so that a late failure or output can still be told. The document always ends well-formed.
 */
export function reportDocument<User extends Identity | null>(
  report: Report<User>,
  request: InterjectRequest,
  user: User,
  { signal, reference, full, settings, record }: Surroundings,
): AsyncGenerator<Uint8Array> {
  const outputs = new Map<string, string | null>();
  const notices: string[] = [];
  let problem: DocumentProblem | undefined;
  let isRead = false;
  const onRead = () => {
    isRead = true;
  };
  let refusal = "";

  async function* tables(): AsyncGenerator<Table> {
    const read = readRequestContext(request);
    const { context } = read;
    if (user !== null) refuseContradictions(user, request, context, settings);
    const notify = (text: string) => void notices.push(text);
    const setOutput = (name: string, value: string | null) => void outputs.set(name, value);
    const save = saveTable(request, context);
    record.save = save;
    const verified = verifiedParameters(user, request, read, settings);
    const transactions = requestTransactions(settings.connections, {
      user,
      signal,
      notify,
      isSave: save !== null,
      reference,
      work: record.work,
    });
    const sql = sqlOver(transactions);
    try {
      const call = { user, request, context, save, signal, setOutput, notify, sql };
      const result = await untilStopped(signal, () => report.run(call, { transactions, verified, onRead }));
      if (isTable(result)) yield result;
      else yield* result;
      onRead();
      await refuseUnawaited(signal);
      await transactions.commit();
    } catch (error) {
      if (error instanceof RowsRefused) {
        await transactions.end();
        record.error = error;
        refusal = error.message;
        yield error.answer;
        return;
      }
      // A notice means that nothing is wrong; a message box over work that is undone would say so, too.
      if (!(error instanceof UserNotice) || !(await transactions.isPending())) throw error;
      throw new UserError(`Nothing was saved. ${error.message}`, { cause: error });
    } finally {
      await transactions.end();
    }
  }

  function failure(error: unknown): DocumentProblem {
    record.error = error;
    problem = documentProblem(error, reference);
    if (!problem.expected) log.error("report-failed", { error });
    return problem;
  }

  const closing = (rows: number) => {
    record.rows = rows;
    return {
      UserMessage: notices.join("\n"),
      ErrorMessage: refusal,
      RequestParameterList: completeParameters(request, outputs, problem?.parameters ?? []),
      SupplementalData: {},
    };
  };

  return encodeResponse({ tables: tables(), full, failure, closing, isRead: () => isRead });
}

/** @throws TypeError for what is neither a table nor a source of tables, an error of the report */
function isTable(result: ReportResult): result is Table {
  if (typeof result === "object" && result !== null) {
    if ("columns" in result) return true;
    if (Symbol.iterator in result || Symbol.asyncIterator in result) return false;
  }
  throw new TypeError("The report returned no table: it must return { columns, rows }, or a list of tables");
}
