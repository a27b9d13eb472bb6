import type { Connection, FieldDef, Submittable } from "pg";
import type { Cell, Column, Row } from "../../../../interject/response/table.ts";
import type { SqlFailure } from "../engine.ts";
import { columnOf, parserOf } from "./cells.ts";
import { statementFailure } from "./errors.ts";
import { type Statement, wireOf } from "./wire.ts";

/** What a statement's rows consist of: nothing, where it answers none. */
interface RowDescription {
  readonly fields: readonly FieldDef[];
  readonly columns: readonly Column[];
}

const noRows: RowDescription = { fields: [], columns: [] };

/** What one statement of a pipeline has answered. */
export interface PipelineAnswer {
  readonly description: RowDescription;
  /** The first row alone; null without one. */
  readonly row: Row | null;
}

/**
 * Statements that are sent together, before the first is answered (PostgreSQL: "Message Flow", Pipelining).
 * The server runs them in order, and passes over all that stand behind one that fails. `pg` calls the methods
 * below by these names, as messages arrive.
 */
export class Pipeline implements Submittable {
  readonly #statements: readonly Statement[];
  readonly #verify: () => void;
  readonly #hear: (text: string) => void;
  readonly #waiting: { readonly answer: PipelineAnswer; readonly notices: readonly string[] }[] = [];
  readonly #end = Promise.withResolvers<void>();
  #description = noRows;
  #readers: readonly ((text: string) => Cell)[] = [];
  #row: Row | null = null;
  #notices: string[] = [];
  #answered = 0;
  #isEnded = false;
  #failure: SqlFailure | null = null;
  /** Wakes the reader; null while it waits for nothing. */
  #news: PromiseWithResolvers<void> | null = null;

  /**
   * @param verify is called before the last answer is given; what it throws takes its place
   * @param hear is called with what a statement has said beside its rows, when its turn to be read has come
   */
  constructor(
    statements: readonly Statement[],
    verify: () => void = () => {},
    hear: (text: string) => void = () => {},
  ) {
    this.#statements = statements;
    this.#verify = verify;
    this.#hear = hear;
  }

  /** Resolves when the server has said its last word, or the connection is lost. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** The answers in order, up to a call that fails. @throws SqlFailure its failure */
  async *answers(): AsyncGenerator<PipelineAnswer> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) {
        for (const text of next.notices) this.#hear(text);
        yield next.answer;
      } else if (this.#isEnded) {
        for (const text of this.#notices) this.#hear(text);
        if (this.#failure !== null) throw this.#failure;
        return;
      } else {
        this.#news ??= Promise.withResolvers();
        await this.#news.promise;
      }
    }
  }

  /** What the server says beside results belongs to the call that it has not yet completed. */
  addNotice(text: string): void {
    this.#notices.push(text);
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    wire.stream.cork();
    let parsed: string | null = null;
    for (const { text, values } of this.#statements) {
      const isNew = text !== parsed;
      parsed = text;
      if (isNew) wire.parse({ text });
      wire.bind({ values });
      if (isNew) wire.describe({ type: "P", name: "" });
      wire.execute({ portal: "", rows: 0 });
      // Otherwise an answer would wait at the server for the others, and their time would count as one.
      wire.flush();
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#description = { fields, columns: fields.map(columnOf) };
    this.#readers = fields.map(({ dataTypeID }) => parserOf(dataTypeID));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#row !== null || this.#failure !== null) return;
    try {
      this.#row = fields.map((text, at) => (text === null ? null : (this.#readers[at]?.(text) ?? text)));
    } catch (error) {
      this.#failure = statementFailure(error);
    }
  }

  handleCommandComplete(): void {
    this.#answered++;
    if (this.#answered < this.#statements.length) this.#give();
  }

  /** The server's error, or that the connection is lost. */
  handleError(error: unknown): void {
    this.#finish(statementFailure(error));
  }

  handleReadyForQuery(): void {
    try {
      if (this.#answered < this.#statements.length)
        throw new Error("The server has left statements unanswered.");
      this.#verify();
      this.#give();
      this.#finish(null);
    } catch (error) {
      this.#finish(statementFailure(error));
    }
  }

  #give(): void {
    if (this.#failure !== null) return;
    const answer = { description: this.#description, row: this.#row };
    this.#waiting.push({ answer, notices: this.#notices });
    this.#notices = [];
    this.#row = null;
    const next = this.#statements[this.#answered];
    if (next?.text !== this.#statements[this.#answered - 1]?.text) this.#description = noRows;
    this.#wake();
  }

  #finish(failure: SqlFailure | null): void {
    this.#failure ??= failure;
    this.#isEnded = true;
    this.#end.resolve();
    this.#wake();
  }

  #wake(): void {
    this.#news?.resolve();
    this.#news = null;
  }
}
