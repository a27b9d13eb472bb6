import type { Connection, Submittable } from "pg";
import type { SqlFailure } from "../engine.ts";
import { statementFailure } from "./errors.ts";

/** One of several statements that are sent at once. */
export interface PipelinedStatement {
  readonly text: string;
  readonly values: readonly string[];
}

/** The driver's connection, with the forms of messages that its types ask more for than it does. */
interface Wire {
  readonly stream: Connection["stream"];
  readonly parse: (message: { readonly text: string }) => void;
  readonly bind: (message: { readonly values: readonly string[] }) => void;
  readonly execute: (message: object) => void;
  readonly sync: () => void;
}

/**
 * Several statements in one round trip (PostgreSQL: "Message Flow", Pipelining). The server runs them in
 * order, and none behind one that fails. Their few rows are kept as texts. `pg` calls the methods below by
 * these names, as messages arrive.
 */
export class Pipeline implements Submittable {
  readonly #statements: readonly PipelinedStatement[];
  readonly #done = Promise.withResolvers<readonly (readonly (string | null)[])[][]>();
  readonly #rows: (readonly (string | null)[])[][] = [[]];
  #failure: SqlFailure | null = null;

  constructor(statements: readonly PipelinedStatement[]) {
    this.#statements = statements;
  }

  /** The rows of each statement. Rejects with SqlFailure where one failed. */
  get done(): Promise<readonly (readonly (readonly (string | null)[])[])[]> {
    return this.#done.promise;
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    wire.stream.cork();
    for (const { text, values } of this.#statements) {
      wire.parse({ text });
      wire.bind({ values });
      wire.execute({});
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#rows.at(-1)?.push(fields);
  }

  handleCommandComplete(): void {
    this.#rows.push([]);
  }

  /** The server's error, or that the connection is lost: then the server is never ready again. */
  handleError(error: unknown): void {
    this.#failure = statementFailure(error);
    if (this.#failure.kind === "connection") this.#done.reject(this.#failure);
  }

  handleReadyForQuery(): void {
    if (this.#failure === null) this.#done.resolve(this.#rows);
    else this.#done.reject(this.#failure);
  }
}
