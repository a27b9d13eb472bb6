import type { Identity } from "../identity.ts";
import { completeParameters, type InterjectRequest } from "../interject/request/request.ts";
import { requestContext } from "../interject/request/request-context.ts";
import { saveTable } from "../interject/request/save.ts";
import { encodeResponse } from "../interject/response/response.ts";
import type { Table } from "../interject/response/table.ts";
import { log } from "../log.ts";
import type { DataSettings } from "../settings/functions.ts";
import { type ContradictionPolicies, refuseContradictions } from "./contradiction.ts";
import { type DocumentProblem, documentProblem } from "./problem.ts";
import type { Report, ReportResult } from "./report.ts";
import { sqlRun } from "./sql/database.ts";
import { passThrough } from "./sql/pass-through.ts";

/** What surrounds one report's run. */
export interface Surroundings {
  readonly signal: AbortSignal;
  /** Shown to the person in Excel where the cause of a failure is not, so that it can be found in the log. */
  readonly reference: string;
  /** True when the response has grown as large as it may: the document then ends and says that it is not complete. */
  readonly full: () => boolean;
  readonly settings: ContradictionPolicies & Pick<DataSettings, "connections">;
}

/**
 * Runs a report and writes its response document as it comes: rows first, then messages and parameters, so that
 * what goes wrong or is computed late can still be said. The document always ends well-formed.
 */
export function reportDocument<User extends Identity | null>(
  report: Report<User>,
  request: InterjectRequest,
  user: User,
  { signal, reference, full, settings }: Surroundings,
): AsyncGenerator<Uint8Array> {
  const outputs = new Map<string, string | null>();
  const notices: string[] = [];
  let problem: DocumentProblem | undefined;

  async function* tables(): AsyncGenerator<Table> {
    const context = requestContext(request);
    if (user !== null) refuseContradictions(user, request, context, settings);
    const notify = (text: string) => void notices.push(text);
    const databases = sqlRun(settings.connections, { user, signal, notify });
    try {
      const save = saveTable(request, context);
      const setOutput = (name: string, value: string | null) => void outputs.set(name, value);
      const result = await report.run({
        user,
        request,
        context,
        save,
        signal,
        setOutput,
        notify,
        sql: databases.sql,
        passThrough: () => passThrough({ user, request, save, setOutput, notify }, databases.use),
      });
      if (isTable(result)) yield result;
      else yield* result;
      // All rows have been read, and nothing has failed.
      await databases.commit();
    } finally {
      await databases.end();
    }
  }

  return encodeResponse({
    tables: tables(),
    full,
    failure: (error) => {
      problem = documentProblem(error, reference);
      if (problem.expected)
        log.info("report-refused", { reason: error instanceof Error ? error.name : "unknown" });
      else log.error("report-failed", { error });
      return problem;
    },
    closing: () => ({
      UserMessage: notices.join("\n"),
      ErrorMessage: "",
      RequestParameterList: completeParameters(request, outputs, problem?.parameters ?? []),
      SupplementalData: {},
    }),
  });
}

function isTable(result: ReportResult): result is Table {
  return "columns" in result;
}
