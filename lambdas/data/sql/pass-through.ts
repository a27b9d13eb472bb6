import type { Identity } from "../../identity.ts";
import { UserError, UserNotice } from "../../interject/errors.ts";
import { raised } from "../../interject/raised.ts";
import type { InterjectRequest, PassThroughCommand } from "../../interject/request/request.ts";
import type { SaveTable } from "../../interject/request/save.ts";
import { returnErrorParameter } from "../../interject/request/system-parameters.ts";
import type { Table } from "../../interject/response/table.ts";
import type { OpenConnection, SqlRun } from "./database.ts";
import { quoted } from "./engines/dialect.ts";
import type { Execution } from "./engines/engine.ts";
import { engines } from "./engines/index.ts";
import { namedStatement } from "./named-statement.ts";
import { type BoundCall, bindArguments, comparable } from "./routine/arguments.ts";
import { findRoutines } from "./routine/find-routines.ts";
import { requestArguments } from "./routine/request-arguments.ts";
import { isListed, parseName } from "./routine/routine-name.ts";
import { saveByRow, takesRows } from "./routine/save-by-row.ts";

/** What the pass-through needs of a call. */
export interface PassThroughCall {
  readonly user: Identity | null;
  readonly request: InterjectRequest;
  readonly save: SaveTable | null;
  readonly setOutput: (name: string, value: string | null) => void;
  readonly notify: (text: string) => void;
}

/**
 * Runs the command of a data portal (protocol section 3, `PassThroughCommand`) on the connection that it names: a routine that the
 * connection lists, or, where the connection allows it, a table or a statement.
 * @throws UserError for a command that is not there or not allowed; RequestInvalid `parameter`
 */
export async function* passThrough(call: PassThroughCall, use: SqlRun["use"]): AsyncGenerator<Table> {
  const command = call.request.PassThroughCommand;
  if (command === null || command.CommandText.trim() === "") {
    throw new UserError(
      "This data portal sends no command. Ask your administrator to enter its Command Type and Command Text.",
    );
  }
  const open = await use(command.ConnectionStringName);
  const outputs = new Map<string, string | null>();
  yield* runCommand(command, call, open, (name, value) => {
    outputs.set(comparable(name), value);
    call.setOutput(name, value);
  });
  const said = outputs.get(comparable(returnErrorParameter))?.trim() ?? "";
  if (said === "") return;
  const meant = raised(said);
  // A routine that reports an error has failed: what it did is undone. A notice stops nothing.
  if (!(meant instanceof UserNotice)) throw meant;
  call.notify(meant.message);
}

type SetOutput = PassThroughCall["setOutput"];

async function* runCommand(
  command: PassThroughCommand,
  call: PassThroughCall,
  open: OpenConnection,
  setOutput: SetOutput,
): AsyncGenerator<Table> {
  const { settings } = open.connection;
  const { dialect } = engines[settings.engine];
  const limitMs =
    1000 * Math.min(command.CommandTimeout || Number.POSITIVE_INFINITY, settings.statementSeconds);
  const { session } = open.transaction;
  const read = async function* (execution: Execution) {
    yield* open.transaction.read(execution, limitMs);
    for (const [name, value] of execution.outputs()) setOutput(name, value);
  };
  const callBound = ({ routine, values }: BoundCall) => read(session.call(routine, values));
  switch (command.CommandType) {
    // A portal that names no type means a routine: that is what its list allows.
    case 0:
    case 1: {
      const routines = await findRoutines(open.transaction, command.CommandText, (routine) =>
        isListed(routine, settings.routines),
      );
      const given = requestArguments(call);
      const { save } = call;
      if (save === null || !routines.some((routine) => takesRows(routine, save))) {
        return yield* callBound(bindArguments(routines, given));
      }
      return yield* saveByRow(routines, given, save, callBound);
    }
    case 2: {
      const table = parseName(command.CommandText);
      if (table.schema === null || !isListed({ schema: table.schema, name: table.name }, settings.tables)) {
        throw new UserError(
          `This connection does not open the table ${command.CommandText.trim().slice(0, 128)}. Tell your administrator.`,
        );
      }
      const text = `SELECT * FROM ${quoted(dialect, table.schema, table.name)}`;
      return yield* read(session.query(text, []));
    }
    default: {
      if (!settings.allowText) {
        throw new UserError(
          "This connection takes no statements (Command Type Text). Ask your administrator for a stored procedure or a report.",
        );
      }
      const { text, values } = namedStatement(dialect, command.CommandText, requestArguments(call));
      yield* read(session.query(text, values));
    }
  }
}
