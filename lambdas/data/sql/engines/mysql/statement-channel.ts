import type { Connection, ExecuteValues } from "mysql2";
import type { Row } from "../../../../interject/response/table.ts";
import { type Server, SqlFailure } from "../engine.ts";
import type { RowQueue } from "../row-queue.ts";
import { answerTo, type MySqlAnswer } from "./answer.ts";
import { addressOf, endConnection } from "./connect.ts";
import { statementFailure } from "./errors.ts";
import { killStatement } from "./kill.ts";

/** How long the rest of an answer that was left may still come before its statement is killed. */
const graceMs = 50;
/** How long a killed statement may take to end before its connection is ended instead. */
const killedMs = 5_000;

/**
 * A connection that runs at most one statement at a time. Only MySQL needs this file: its driver queues
 * statements, and a `KILL QUERY` that comes late hits the next one.
 */
export class StatementChannel {
  readonly #server: Server;
  readonly #connection: Connection;
  readonly #address: string | undefined;
  #answer: MySqlAnswer | null = null;
  #resetting: ((failure: SqlFailure) => void) | null = null;
  #lost: SqlFailure | null = null;
  /** The last `KILL QUERY`, until it is known to have hit nothing that comes later. */
  #kill: Promise<SqlFailure | null> | null = null;

  constructor(server: Server, connection: Connection) {
    this.#server = server;
    this.#connection = connection;
    this.#address = addressOf(connection);
    connection.on("error", (error: unknown) => this.#lose(statementFailure(error)));
    connection.on("end", () => this.#lose(new SqlFailure("connection", "The server closed the connection.")));
  }

  get isOpen(): boolean {
    return this.#lost === null;
  }

  get isRunning(): boolean {
    return this.#answer !== null && !this.#answer.results.isEnded;
  }

  /** Whether the server is MariaDB, which says so in the version it greets with. */
  get isMariaDb(): boolean {
    // The driver has the greeting as a property, but not in its types.
    const greeting = this.#connection as unknown as {
      readonly _handshakePacket?: { readonly serverVersion?: string };
    };
    return /mariadb/i.test(greeting._handshakePacket?.serverVersion ?? "");
  }

  /**
   * Runs a statement.
   * @param values bound on the server, by a prepared statement, even where the list is empty; null
   * prepares nothing
   * @throws SqlFailure `connection` where the connection has ended
   */
  async run(text: string, values: readonly ExecuteValues[] | null): Promise<MySqlAnswer> {
    await this.#settleKill();
    return this.#start(text, values);
  }

  /** Runs a statement to its end and gives the rows of its first result set. For few rows. */
  async rowsOf(text: string, values: readonly ExecuteValues[] | null): Promise<readonly Row[]> {
    const { results } = await this.run(text, values);
    return restOf(results);
  }

  /** The protocol's `COM_RESET_CONNECTION`. */
  async reset(): Promise<void> {
    await this.#settleKill();
    this.#refuseBusy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#resetting = reject;
    this.#connection.reset((error) => {
      if (error === null) return resolve();
      const failure = statementFailure(error);
      if (failure.kind === "connection") this.#lose(failure);
      reject(failure);
    });
    await promise;
    this.#resetting = null;
  }

  /**
   * Asks the server to end what runs.
   * @throws SqlFailure `connection` where it cannot be asked or refuses; then the connection is ended
   */
  async cancel(): Promise<void> {
    if (!this.isRunning || this.#lost !== null) return;
    this.#kill ??= killStatement(this.#server, this.#address, this.#connection.threadId).then(
      () => null,
      (error: unknown) => {
        const { message } = statementFailure(error);
        const failure = new SqlFailure("connection", `The statement could not be ended: ${message}`);
        this.#lose(failure);
        return failure;
      },
    );
    const failure = await this.#kill;
    if (failure !== null) throw failure;
  }

  /**
   * Leaves an answer before its end: waits for a short rest, cancels a long one. Then the next
   * statement can run.
   */
  async leave({ results }: MySqlAnswer): Promise<void> {
    results.leave();
    if (await endsWithin(results, graceMs)) return;
    await this.cancel();
    if (await endsWithin(results, killedMs)) return;
    this.#lose(new SqlFailure("connection", "The server did not end a statement that was cancelled."));
  }

  destroy(): void {
    this.#lose(new SqlFailure("connection", "The connection was ended."));
  }

  #start(text: string, values: readonly ExecuteValues[] | null): MySqlAnswer {
    this.#refuseBusy();
    const query =
      values === null ? this.#connection.query(text) : this.#connection.execute(text, [...values]);
    this.#answer = answerTo(query, this.#connection);
    return this.#answer;
  }

  #refuseBusy(): void {
    if (this.#lost !== null) throw this.#lost;
    // The driver would queue the statement behind rows that perhaps nobody reads.
    if (this.isRunning) throw new Error("A statement still runs on this connection.");
  }

  /**
   * A kill that comes too late for its statement hits the next one. So this waits for the kill, and then runs
   * a statement that does nothing, for the kill to hit.
   */
  async #settleKill(): Promise<void> {
    if (this.#kill === null) return;
    await this.#kill;
    this.#kill = null;
    if (this.#lost !== null) return;
    try {
      await restOf(this.#start("DO 0", null).results);
    } catch (error) {
      if (statementFailure(error).kind !== "cancelled") throw error;
    }
  }

  #lose(failure: SqlFailure): void {
    if (this.#lost !== null) return;
    this.#lost = failure;
    this.#answer?.results.end(failure);
    this.#resetting?.(failure);
    endConnection(this.#connection);
  }
}

/** The rows of the first result set, once the statement has ended. */
async function restOf(results: RowQueue): Promise<readonly Row[]> {
  const rows: Row[] = [];
  if ((await results.nextTable()) === null) return rows;
  for (let batch = await results.nextRows(); batch !== null; batch = await results.nextRows())
    rows.push(...batch);
  while ((await results.nextTable()) !== null);
  return rows;
}

async function endsWithin({ ended }: RowQueue, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  void ended.then(() => resolve(true));
  const isEnded = await promise;
  clearTimeout(timer);
  return isEnded;
}
