import { type Connection, Request } from "tedious";
import type { Row } from "../../../../interject/response/table.ts";
import { type Execution, type Server, type Session, SqlFailure, type TransactionStart } from "../engine.ts";
import { returnErrorOf } from "../return-error.ts";
import { addParameter, bindValue, parameterAt } from "./bind.ts";
import { routineCall, type SqlServerCall, statementCall } from "./call.ts";
import { routinesOf, routinesQuery, type SqlServerDetail } from "./catalogue.ts";
import { openConnection } from "./connect.ts";
import { statementFailure } from "./errors.ts";
import { execute } from "./execution.ts";
import { endedFailure, transactionFailure, unfinished } from "./transaction-failure.ts";
import { watchTransaction } from "./transaction-watch.ts";

/**
 * Messages that say nothing to a person: the database or language changed (5701, 5703), and the statement of
 * an error that is told anyway ended (3621).
 */
const silent: ReadonlySet<number> = new Set([3621, 5701, 5703]);

/** `sql_variant`, in which the server keeps these values, holds no longer text. */
const maxIdentityText = 4_000;

/**
 * The transaction's name, which is that of the procedures in Interject's documentation ("Insert/Delete Data
 * Save"). Their `ROLLBACK TRAN t1` finds a transaction only where the outermost one is called so ("ROLLBACK
 * TRANSACTION (Transact-SQL)").
 */
const transactionName = "t1";

/** A session on a SQL Server. @throws SqlFailure `authentication`, `connection` */
export async function openSession(server: Server): Promise<Session<SqlServerDetail>> {
  return sessionOn(await openConnection(server));
}

/**
 * The identity belongs to the connection, not to the transaction, and nothing may change it
 * (`sp_set_session_context` with `@read_only`): a connection is to be reset before it begins another
 * one's transaction.
 *
 * SQL Server has no limit of its own on how long a statement runs, so `statementMs` is the driver's: counted
 * here, to the first bytes of an answer. When this process ends, the server sees the connection close and
 * rolls back; one that is frozen with the connection open keeps its transaction until the network's
 * keep-alive gives it up.
 */
function sessionOn(connection: Connection): Session<SqlServerDetail> {
  let open = true;
  let statementMs = 0;
  let isCancelled = false;
  let isIdentified = false;
  /** Whether the request's own transaction is around what runs, as far as this session is concerned. */
  let hasBegun = false;
  const watch = watchTransaction(connection);

  connection.on("end", () => {
    open = false;
  });
  // What breaks a connection reaches its request as well.
  connection.on("error", () => {
    open = false;
  });
  connection.on("infoMessage", ({ number, message }) => {
    if (!silent.has(number)) session.onMessage(message);
  });

  const fail = (error: Error): SqlFailure => {
    const failure = statementFailure(error);
    if (failure.kind === "ended") return endedFailure(failure.message, hasBegun, { cause: error });
    if (failure.kind !== "connection") return failure;
    open = false;
    // The driver gives a connection up whose server acknowledges a cancellation in more words than it knows.
    return isCancelled
      ? new SqlFailure("cancelled", "The statement was cancelled.", { cause: error })
      : failure;
  };
  /** @throws SqlFailure `ended`: a statement outside of the request's transaction would count at once */
  const refuseEnded = () => {
    const failure = transactionFailure(watch.end(), null);
    if (failure !== null) throw failure;
  };
  const run = (plan: () => SqlServerCall) => {
    isCancelled = false;
    const planned = () => {
      refuseEnded();
      return plan();
    };
    return execute(connection, planned, statementMs, (error, outputs) =>
      transactionFailure(watch.end(), error && fail(error), returnErrorOf(outputs)),
    );
  };
  const settled = (begin: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => begin((error) => (error ? reject(fail(error)) : resolve())));
  const destroy = () => {
    open = false;
    connection.close();
  };
  /** Settings that a batch sets hold for the connection, those of `execSql` for its own statement alone. */
  const batch = (text: string) =>
    settled((done) => {
      const request = new Request(text, done);
      request.setTimeout(statementMs);
      connection.execSqlBatch(request);
    });
  /** What is read-only in the session's context cannot be set twice. */
  const identify = async (start: TransactionStart) => {
    statementMs = start.statementMs;
    if (isIdentified) return;
    isIdentified = true;
    if (start.identity.size > 0) await settled((done) => setIdentity(connection, start, done));
  };
  const rollback = async () => {
    watch.stop();
    hasBegun = false;
    // Where an error has ended the transaction (XACT_ABORT), the server would refuse to end it again.
    if (!connection.inTransaction) return;
    // A transaction that cannot be ended in words ends with its connection.
    await settled((done) => connection.rollbackTransaction(done)).catch(destroy);
  };

  const session: Session<SqlServerDetail> = {
    isOpen: () => open,
    reset: async () => {
      await rollback();
      await settled((done) => connection.reset(done));
      statementMs = 0;
      isIdentified = false;
    },
    identify: async (start) => {
      await identify(start);
      // As the server has it for any other client: the routine's own CATCH decides what an error undoes.
      await batch("SET XACT_ABORT OFF");
    },
    begin: async (start) => {
      if (isIdentified) await batch("SET XACT_ABORT ON");
      await settled((done) => connection.beginTransaction(done, transactionName));
      hasBegun = true;
      watch.start();
      await identify(start);
    },
    commit: async () => {
      if (!hasBegun) {
        if (connection.inTransaction) throw unfinished(false);
        return;
      }
      refuseEnded();
      watch.stop();
      await settled((done) => connection.commitTransaction(done));
      // A COMMIT ends the innermost transaction only.
      if (connection.inTransaction) throw unfinished(true);
      hasBegun = false;
    },
    rollback,
    findRoutines: async (name) => {
      const tables = await allRows(session.query(routinesQuery, [name.schema, name.name]));
      const [parameters = [], columns = []] = tables;
      return routinesOf(parameters, columns);
    },
    call: (routine, values) => run(() => routineCall(routine, values)),
    query: (text, values) => run(() => statementCall(text, values)),
    cancel: async () => {
      isCancelled = connection.cancel();
    },
    destroy,
    onMessage: () => {},
  };
  return session;
}

/**
 * Sets every value of the identity in one round trip, none of them changeable until the connection is reset.
 * Names and values are bound, never part of the statement.
 */
function setIdentity(
  connection: Connection,
  { identity, statementMs }: TransactionStart,
  done: (error?: Error | null) => void,
): void {
  const entries = [...identity];
  const statements = entries.map((_, index) => {
    const [key, value] = [`@p${2 * index + 1}`, `@p${2 * index + 2}`];
    const told = `EXEC sys.sp_set_session_context @key = ${key}, @value = ${value}, @read_only = 1;`;
    // Other sessions see the context info alone, in sys.dm_exec_sessions.
    return entries[index]?.[0] === "correlation_id"
      ? `${told} DECLARE @id varbinary(128) = CONVERT(varbinary(128), CONVERT(varchar(128), ${value})); SET CONTEXT_INFO @id;`
      : told;
  });
  const request = new Request(statements.join("\n"), done);
  request.setTimeout(statementMs);
  for (const [index, text] of entries.flat().entries()) {
    if (text !== null && text.length > maxIdentityText) {
      done(
        new SqlFailure(
          "other",
          "A value of the caller's identity is too long for SQL Server's session context.",
        ),
      );
      return;
    }
    addParameter(request, parameterAt(index, bindValue(text)));
  }
  connection.execSql(request);
}

async function allRows(execution: Execution): Promise<Row[][]> {
  const tables: Row[][] = [];
  for await (const { rows } of execution.tables) {
    const read: Row[] = [];
    for await (const batch of rows) read.push(...batch);
    tables.push(read);
  }
  return tables;
}
