import { UserError, UserNotice } from "../../interject/errors.ts";
import { raised } from "../../interject/raised.ts";
import type { InterjectRequest, PassThroughCommand } from "../../interject/request/request.ts";
import type { SaveTable } from "../../interject/request/save.ts";
import type { VerifiedParameters } from "../../interject/request/system-parameters.ts";
import type { Table } from "../../interject/response/table.ts";
import { transactionOwner } from "../../settings/connections.ts";
import { callEach } from "./call-each.ts";
import { quoted } from "./engines/dialect.ts";
import type { Execution, Routine } from "./engines/engine.ts";
import { engines } from "./engines/index.ts";
import { returnErrorOf } from "./engines/return-error.ts";
import { isRoutinesEnd } from "./explain-failure.ts";
import { namedStatement } from "./named-statement.ts";
import { type BoundCall, bindArguments } from "./routine/arguments.ts";
import { findRoutines, nameIn } from "./routine/find-routines.ts";
import { requestArguments } from "./routine/request-arguments.ts";
import { isListed } from "./routine/routine-name.ts";
import { saveByRow, takesRows } from "./routine/save-by-row.ts";
import { answerAsTexts, asTexts } from "./text-columns.ts";
import type { Transaction } from "./transaction.ts";
import type { Transactions } from "./transactions.ts";

/** What the pass-through needs of a report's call. */
export interface PassThroughCall {
  readonly request: InterjectRequest;
  readonly save: SaveTable | null;
  readonly verified: VerifiedParameters;
  readonly setOutput: (name: string, value: string | null) => void;
  readonly notify: (text: string) => void;
  /** Called when the command has returned all of its rows, even if it fails then. */
  readonly onRead: () => void;
}

/**
 * Runs the command of a data portal (protocol section 3, `PassThroughCommand`) on the connection that it
 * names: a routine that the connection lists, or, where the connection allows it, a table or a statement.
 * @throws UserError for a command that is missing or not allowed; RequestInvalid `parameter`
 */
export async function* passThrough(call: PassThroughCall, transactions: Transactions): AsyncGenerator<Table> {
  const command = call.request.PassThroughCommand;
  if (command === null || command.CommandText.trim() === "") {
    throw new UserError(
      "This data portal sends no command. Ask your administrator to enter its Command Type and Command Text.",
    );
  }
  const transaction = await transactions.over(command.ConnectionStringName, "calls", transactionOwner);
  yield* runCommand(command, call, transaction);
}

/**
 * A routine that returns an error has failed: throwing it undoes what the request's transaction did,
 * whichever row of a save it was for. A notice stops nothing.
 */
function refuseReturnError(text: string, notify: PassThroughCall["notify"]): void {
  if (text === "") return;
  const message = raised(text);
  if (!(message instanceof UserNotice)) throw message;
  notify(message.message);
}

/**
 * Whether a routine can begin and end transactions: no function can, and the rows of PostgreSQL's cursors are
 * read in the transaction that opened them.
 */
function canOwnTransaction({ kind, parameters }: Routine): boolean {
  return kind === "procedure" && !parameters.some(({ type }) => type === "refcursor");
}

async function* runCommand(
  command: PassThroughCommand,
  call: PassThroughCall,
  transaction: Transaction,
): AsyncGenerator<Table> {
  const { settings } = transaction.connection;
  const { dialect } = engines[settings.engine];
  const limitMs =
    1000 * Math.min(command.CommandTimeout || Number.POSITIVE_INFINITY, settings.statementSeconds);
  const hasTexts = settings.columnTypes === "string";
  async function* read(execution: Execution) {
    const tables = transaction.read(execution, limitMs);
    yield* toEnd(hasTexts ? asTexts(tables) : tables);
    finish(execution.outputs());
  }
  async function* readEach(routine: Routine, calls: Iterable<BoundCall["values"]>) {
    transaction.work.routines.add(`${routine.schema}.${routine.name}`);
    for await (const answer of toEnd(callEach(transaction, routine, calls, limitMs))) {
      finish(answer.outputs);
      yield hasTexts ? answerAsTexts(answer) : answer;
    }
  }
  async function* toEnd<T>(answers: AsyncIterable<T>) {
    try {
      yield* answers;
    } catch (error) {
      if (isRoutinesEnd(error)) call.onRead();
      throw error;
    }
  }
  function finish(outputs: ReturnType<Execution["outputs"]>) {
    call.onRead();
    for (const [name, value] of outputs) call.setOutput(name, value);
    refuseReturnError(returnErrorOf(outputs), call.notify);
  }
  const { session } = transaction;
  switch (command.CommandType) {
    // `None` means a routine, too: a routine is what the connection's list allows.
    case 0:
    case 1: {
      const routines = await findRoutines(transaction, command.CommandText, (routine) =>
        isListed(routine, settings.routines),
      );
      const given = requestArguments(call, settings);
      const { save } = call;
      if (save !== null && routines.some((routine) => takesRows(routine, save))) {
        // A save of several calls counts as a whole, whoever else owns a transaction.
        await transaction.begin();
        yield* saveByRow(routines, given, save, readEach, transaction.commit);
      } else {
        const { routine, values } = bindArguments(routines, given);
        if (!canOwnTransaction(routine)) await transaction.begin();
        transaction.work.routines.add(`${routine.schema}.${routine.name}`);
        yield* read(session.call(routine, values, limitMs));
      }
      return;
    }
    // `TableDirect`
    case 2: {
      const table = await nameIn(transaction, command.CommandText);
      if (table.schema === null || !isListed({ schema: table.schema, name: table.name }, settings.tables)) {
        throw new UserError(
          `This connection does not open the table ${command.CommandText.trim().slice(0, 128)}. Tell your administrator.`,
        );
      }
      const text = `SELECT * FROM ${quoted(dialect, table.schema, table.name)}`;
      return yield* read(session.query(text, []));
    }
    // `Text`
    default: {
      if (!settings.allowText) {
        throw new UserError(
          "This connection takes no statements (Command Type Text). Ask your administrator for a stored procedure or a report.",
        );
      }
      const { text, values } = namedStatement(dialect, command.CommandText, requestArguments(call, settings));
      yield* read(session.query(text, values));
    }
  }
}
