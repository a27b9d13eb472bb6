import type { Connection, ExecuteValues } from "mysql2";
import { type Server, SqlFailure } from "../engine.ts";
import { Answer } from "./answer.ts";
import { addressOf, endConnection } from "./connection.ts";
import { statementFailure } from "./errors.ts";
import { killStatement } from "./kill.ts";

/** How long what was left may still come by itself before it is killed, and how long a killed one has to end. */
const graceMs = 50;
const killedMs = 5_000;

/** One connection with at most one statement on it: what runs, what stops it, and whether it is still there. */
export class Line {
  readonly #server: Server;
  readonly #connection: Connection;
  readonly #address: string | undefined;
  #answer: Answer | null = null;
  #resetting: ((failure: SqlFailure) => void) | null = null;
  #lost: SqlFailure | null = null;
  /** The last `KILL QUERY`, until it is known to have hit nothing that comes later. */
  #kill: Promise<void> | null = null;

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
    return this.#answer !== null && !this.#answer.isEnded;
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
   * Runs a statement; one with values, even none, is prepared, so that its values are bound on the server.
   * @throws SqlFailure `connection` where the connection has ended
   */
  async run(text: string, values: readonly ExecuteValues[] | null): Promise<Answer> {
    await this.#settleKill();
    return this.#start(text, values);
  }

  /** Runs a statement to its end and gives the rows of its first result set. For few rows. */
  async rowsOf(text: string, values: readonly ExecuteValues[] | null) {
    const answer = await this.run(text, values);
    return restOf(answer);
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

  /** Asks the server to end what runs. Where it cannot be asked, the connection is ended instead. */
  async cancel(): Promise<void> {
    if (!this.isRunning || this.#lost !== null) return;
    this.#kill ??= killStatement(this.#server, this.#address, this.#connection.threadId).catch(() => {
      this.#lose(
        new SqlFailure("connection", "The statement could not be cancelled: its connection was ended."),
      );
    });
    await this.#kill;
  }

  /** Leaves an answer before its end: waits for a short rest, cancels a long one. The connection can be used after it. */
  async leave(answer: Answer): Promise<void> {
    answer.leave();
    if (await endsWithin(answer, graceMs)) return;
    await this.cancel();
    if (await endsWithin(answer, killedMs)) return;
    this.#lose(new SqlFailure("connection", "The server did not end a statement that was cancelled."));
  }

  destroy(): void {
    this.#lose(new SqlFailure("connection", "The connection was ended."));
  }

  #start(text: string, values: readonly ExecuteValues[] | null): Answer {
    this.#refuseBusy();
    const query =
      values === null ? this.#connection.query(text) : this.#connection.execute(text, [...values]);
    this.#answer = new Answer(this.#connection, query);
    return this.#answer;
  }

  #refuseBusy(): void {
    if (this.#lost !== null) throw this.#lost;
    // The driver would queue it, behind rows that perhaps nobody takes.
    if (this.isRunning) throw new Error("A statement still runs on this connection.");
  }

  /**
   * A kill that comes too late for its statement hits the next one. It is waited for, and a statement that does nothing is
   * there to be hit.
   */
  async #settleKill(): Promise<void> {
    if (this.#kill === null) return;
    await this.#kill;
    this.#kill = null;
    if (this.#lost !== null) return;
    try {
      await restOf(this.#start("DO 0", null));
    } catch (error) {
      if (statementFailure(error).kind !== "cancelled") throw error;
    }
  }

  #lose(failure: SqlFailure): void {
    if (this.#lost !== null) return;
    this.#lost = failure;
    this.#answer?.fail(failure);
    this.#resetting?.(failure);
    endConnection(this.#connection);
  }
}

async function restOf(answer: Answer) {
  const rows = [];
  if ((await answer.nextTable()) !== undefined) {
    for (let batch = await answer.nextRows(); batch !== undefined; batch = await answer.nextRows()) {
      rows.push(...batch);
    }
    while ((await answer.nextTable()) !== undefined);
  }
  return rows;
}

async function endsWithin(answer: Answer, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  void answer.ended.then(() => resolve(true));
  const isEnded = await promise;
  clearTimeout(timer);
  return isEnded;
}
