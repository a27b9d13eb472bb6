import { type Connection, Request } from "tedious";
import type { Row } from "../../../../interject/response/table.ts";
import { cellText } from "../cell-text.ts";
import { type Execution, returnValue, type SqlFailure, type StreamedTable } from "../engine.ts";
import { answerTo, type SqlServerAnswer } from "./answer.ts";
import { addParameter } from "./bind.ts";
import type { SqlServerCall } from "./call.ts";

/**
 * Sends a call when its tables are first asked for, and reads its answer as it is taken.
 * @param plan gives the call; what it throws surfaces where the tables are asked for, and
 * nothing is sent then
 * @param timeoutMs for the server's first word; 0 is none
 * @param settle makes of the driver's error, and of the outputs so far, what is thrown; null is a success
 */
export function execute(
  connection: Connection,
  plan: () => SqlServerCall,
  timeoutMs: number,
  settle: (error: Error | null, outputs: ReadonlyMap<string, string | null>) => SqlFailure | null,
): Execution {
  let answer: SqlServerAnswer | null = null;

  const start = ({ text, isProcedure, parameters, returns }: SqlServerCall): SqlServerAnswer => {
    const request = new Request(text, (error) => {
      // The driver may not survive reading the rest of an answer that failed.
      if (error) request.pause();
      started.results.end(settle(error ?? null, started.outputs));
    });
    const started = answerTo(request, connection);
    for (const parameter of parameters) addParameter(request, parameter);
    request.setTimeout(timeoutMs);
    request.on("doneProc", (_rows, _more, status) => {
      if (returns === "status" && typeof status === "number")
        started.outputs.set(returnValue, String(status));
    });
    if (isProcedure) connection.callProcedure(request);
    else connection.execSql(request);
    return started;
  };

  async function* rowsOf(
    { results, outputs, leave }: SqlServerAnswer,
    returns: SqlServerCall["returns"],
  ): AsyncGenerator<readonly Row[]> {
    let isRead = false;
    try {
      for (let rows = await results.nextRows(); rows !== null; rows = await results.nextRows()) {
        if (returns === "cell") outputs.set(returnValue, cellText(rows[0]?.[0] ?? null));
        yield rows;
      }
      isRead = true;
    } finally {
      if (!isRead) await leave();
    }
  }

  async function* tables(): AsyncGenerator<StreamedTable> {
    const call = plan();
    answer = start(call);
    const { results, leave } = answer;
    try {
      for (let columns = await results.nextTable(); columns !== null; columns = await results.nextTable())
        yield { columns, rows: rowsOf(answer, call.returns) };
    } finally {
      await leave();
    }
  }

  return {
    tables: tables(),
    outputs: () => answer?.outputs ?? new Map(),
    changedRows: () => answer?.changedRows() ?? 0,
  };
}
