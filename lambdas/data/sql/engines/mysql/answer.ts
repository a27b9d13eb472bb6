import type { Connection, FieldPacket, Query } from "mysql2";
import type { SqlFailure } from "../engine.ts";
import { keepGeometries } from "./columns.ts";
import { statementFailure } from "./errors.ts";

/** How much of an answer is held before the connection is paused. A packet of the socket's own (64 KB) comes on top. */
const maxHeldRows = 200;
const maxHeldLength = 262_144;

export type RawRow = readonly unknown[];

type Part =
  | { readonly fields: readonly FieldPacket[] }
  | { readonly rows: RawRow[]; length: number; readonly fields?: undefined };

/**
 * The server's answer to one statement, read as fast as it is asked for. The driver pushes; this holds a batch and pauses
 * the connection until it has been taken.
 */
export class Answer {
  /** Resolves when the server has said its last word, or the connection is lost. */
  readonly ended: Promise<void>;
  readonly #connection: Connection;
  readonly #end: () => void;
  #parts: Part[] = [];
  #wake: () => void = () => {};
  #failure: SqlFailure | undefined;
  #isEnded = false;
  #isPaused = false;
  #isLeft = false;
  #changedRows = 0;

  constructor(connection: Connection, query: Query) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#connection = connection;
    this.ended = promise;
    this.#end = resolve;
    query.on("fields", (fields: readonly FieldPacket[] | undefined) => {
      if (fields === undefined) return;
      keepGeometries(fields);
      this.#hold({ fields });
    });
    query.on("result", (result: unknown) => this.#take(result));
    query.on("error", (error: unknown) => this.fail(error));
    query.on("end", () => this.#finish());
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Rows changed so far, the sum over all statements of a procedure that the server tells of. */
  get changedRows(): number {
    return this.#changedRows;
  }

  /**
   * The next result set's columns, past rows that nobody took; undefined after the last.
   * @throws SqlFailure where the statement failed
   */
  async nextTable(): Promise<readonly FieldPacket[] | undefined> {
    for (;;) {
      const part = await this.#peek();
      if (part === undefined) return undefined;
      this.#drop();
      if (part.fields !== undefined) return part.fields;
    }
  }

  /**
   * The next rows of the current result set; undefined after the last.
   * @throws SqlFailure where the statement failed
   */
  async nextRows(): Promise<readonly RawRow[] | undefined> {
    const part = await this.#peek();
    if (part?.fields !== undefined || part === undefined) return undefined;
    this.#drop();
    return part.rows;
  }

  /** Lets go of what is still to come. */
  leave(): void {
    this.#isLeft = true;
    this.#parts = [];
    this.#resume();
  }

  /** Ends the answer with a failure: the server's, or that of the connection. */
  fail(error: unknown): void {
    this.#failure ??= statementFailure(error);
    this.#finish();
  }

  async #peek(): Promise<Part | undefined> {
    while (this.#parts.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isEnded) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    return this.#parts[0];
  }

  #drop(): void {
    this.#parts.shift();
    if (this.#parts.length === 0) this.#resume();
  }

  #take(result: unknown): void {
    if (!Array.isArray(result)) {
      const { affectedRows } = result as { readonly affectedRows: number };
      this.#changedRows += Number(affectedRows);
      return;
    }
    const last = this.#parts.at(-1);
    const length = lengthOf(result);
    if (last === undefined || last.fields !== undefined) this.#hold({ rows: [result], length });
    else {
      last.rows.push(result);
      last.length += length;
    }
    const held = this.#parts.at(-1);
    if (held === undefined || held.fields !== undefined) return;
    if (held.rows.length >= maxHeldRows || held.length >= maxHeldLength) this.#pause();
  }

  #hold(part: Part): void {
    if (this.#isLeft) return;
    this.#parts.push(part);
    this.#wake();
  }

  #pause(): void {
    this.#isPaused = true;
    this.#connection.pause();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#connection.resume();
  }

  #finish(): void {
    this.#isEnded = true;
    this.#wake();
    this.#end();
  }
}

/** About how much memory a row's texts and bytes take. */
function lengthOf(row: readonly unknown[]): number {
  let length = 0;
  for (const cell of row) {
    if (typeof cell === "string" || cell instanceof Uint8Array) length += cell.length;
  }
  return length;
}
