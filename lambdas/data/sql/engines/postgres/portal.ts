import type { Connection, FieldDef, Submittable } from "pg";
import type { Cell } from "../../../../interject/response/table.ts";
import { SqlFailure } from "../engine.ts";
import { RowQueue } from "../row-queue.ts";
import { rowSize } from "../row-size.ts";
import { columnOf, parserOf } from "./cells.ts";
import { statementFailure } from "./errors.ts";
import { type Statement, type Wire, wireOf } from "./wire.ts";

/** A statement to run, or a cursor that a routine has opened, whose rows are to be read. */
export type PortalSource = Statement | { readonly cursor: string };

/** Few to begin with, for nobody knows yet how large a row is. */
const firstRows = 10;
const mostRows = 1_000;
/** What a cell takes beside its text. */
const cellBytes = 8;
/** About what the server is asked for at a time: all that a reader who stops early has made in vain. */
const askedBytes = 256 * 1024;

/**
 * The rows of a portal, which is what PostgreSQL's protocol calls a statement or a cursor that runs
 * (PostgreSQL: "Message Flow", Extended Query). The server makes rows only as fast as they are read: it is
 * asked for a few at a time, and while enough of them wait in the queue, the socket is not read. `pg` itself
 * holds all rows of a statement. It calls the methods below by these names, as messages arrive.
 */
export class Portal implements Submittable {
  readonly rows: RowQueue;
  readonly #source: PortalSource;
  readonly #name: string;
  #readers: readonly ((text: string) => Cell)[] = [];
  #asked = firstRows;
  #received = 0;
  #receivedBytes = 0;
  #returnedBefore = 0;
  #changedRows = 0;
  readonly #again: ((portal: Portal) => void) | null;
  /**
   * The first rows are asked for together with the end of the conversation, so that a short answer takes one
   * round trip. If there are more, the portal is submitted again.
   */
  #page: "none" | "asked" | "suspended" | "read" = "none";
  #isSynced = false;
  #failure: SqlFailure | null = null;

  /**
   * @param again submits this portal once more; null outside of a transaction, where a portal does not
   * outlast its first answer
   */
  constructor(stream: Connection["stream"], source: PortalSource, again: ((portal: Portal) => void) | null) {
    this.rows = new RowQueue(stream);
    this.#source = source;
    this.#again = again;
    // The portal without a name is the statement's own; the next statement replaces it.
    this.#name = "cursor" in source ? source.cursor : "";
  }

  /** How many rows the statement changed; to be asked for when the rows have ended. */
  get changedRows(): number {
    return this.#changedRows;
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    if (this.#page === "suspended") {
      this.#page = "read";
      this.#execute(wire);
      return;
    }
    wire.stream.cork();
    if ("text" in this.#source) {
      wire.parse({ text: this.#source.text });
      wire.bind({ values: this.#source.values });
    }
    wire.describe({ type: "P", name: this.#name });
    if (this.#again !== null) {
      this.#page = "asked";
      wire.execute({ portal: this.#name, rows: this.#asked });
      this.#sync(connection);
    } else this.#execute(wire);
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#readers = fields.map(({ dataTypeID }) => parserOf(dataTypeID));
    this.rows.addTable(fields.map(columnOf));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#received++;
    if (this.rows.isClosed || this.#failure !== null) return;
    try {
      const row = fields.map((text, at) => (text === null ? null : (this.#readers[at]?.(text) ?? text)));
      this.#receivedBytes += cellBytes * row.length + rowSize(row);
      this.rows.addRow(row);
    } catch (error) {
      this.#failure = statementFailure(error);
    }
  }

  /** The server has sent as many rows as it was asked for, and there may be more. */
  handlePortalSuspended(connection: Connection): void {
    if (this.rows.isClosed || this.#failure !== null) {
      this.#sync(connection);
      return;
    }
    const bytes = this.#receivedBytes / this.#received;
    // At most ten times as many as before: the next rows may be larger.
    this.#asked = Math.max(1, Math.min(Math.floor(askedBytes / bytes), this.#asked * 10, mostRows));
    this.#returnedBefore += this.#received;
    this.#received = 0;
    this.#receivedBytes = 0;
    if (this.#page !== "asked") {
      this.#execute(wireOf(connection));
      return;
    }
    this.#page = "suspended";
    this.#isSynced = false;
  }

  handleCommandComplete({ text }: { readonly text: string }, connection: Connection): void {
    // `INSERT 0 5`: of rows that came in several goes, the server counts the last go alone. It counts rows
    // that are only read, too.
    const [, changed] = /^(?:INSERT \d+|UPDATE|DELETE|MERGE) (\d+)$/.exec(text) ?? [];
    this.#changedRows = changed === undefined ? 0 : this.#returnedBefore + Number(changed);
    this.rows.endTable();
    this.#sync(connection);
  }

  handleEmptyQuery(connection: Connection): void {
    this.#sync(connection);
  }

  handleCopyInResponse(connection: Connection): void {
    wireOf(connection).sendCopyFail("COPY");
    // While it reads a copy, the server passes over the end of the conversation that it has been sent.
    this.#isSynced = false;
    this.#refuseCopy();
  }

  handleCopyData(): void {
    this.#refuseCopy();
  }

  /** The server's error, or that the connection is lost. */
  handleError(error: unknown, connection: Connection): void {
    // After an error the server reads nothing before this message.
    this.#sync(connection);
    this.rows.end(this.#failure ?? statementFailure(error));
  }

  handleReadyForQuery(): void {
    if (this.#page === "suspended" && !this.rows.isClosed) this.#again?.(this);
    else this.rows.end(this.#failure);
  }

  #execute(wire: Wire): void {
    wire.execute({ portal: this.#name, rows: this.#asked });
    wire.flush();
  }

  /** Ends the conversation about this portal: the server answers that it is ready for the next. */
  #sync(connection: Connection): void {
    if (this.#isSynced) return;
    this.#isSynced = true;
    wireOf(connection).sync();
  }

  #refuseCopy(): void {
    this.#failure ??= new SqlFailure(
      "data",
      "COPY has no table as its result. Use SELECT or INSERT instead.",
    );
  }
}
