import type { Column, Row } from "../../../interject/response/table.ts";
import type { SqlFailure } from "./engine.ts";
import { rowSize } from "./row-size.ts";

/** When so many rows wait, or rows of so many characters and bytes, the source is paused. */
const maxWaitingRows = 200;
const maxWaitingSize = 256 * 1024;

/**
 * What pushes the rows. A paused source may still push what it has already read from the
 * network (64 KB or so).
 */
export interface RowSource {
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The beginning of a result set, rows of it, or its end. */
type Part = { readonly columns: readonly Column[] } | WaitingRows | typeof tableEnd;
const tableEnd = { columns: null, rows: null };
interface WaitingRows {
  readonly columns: null;
  readonly rows: Row[];
  size: number;
}

/**
 * The result sets of one statement between a driver that pushes rows and a reader that pulls them. The queue
 * pauses the driver while enough rows wait, so a slow reader costs no memory.
 */
export class RowQueue {
  readonly #source: RowSource;
  readonly #end = Promise.withResolvers<void>();
  readonly #parts: Part[] = [];
  #waitingRows = 0;
  #waitingSize = 0;
  #isPaused = false;
  #isLeft = false;
  #isEnded = false;
  #failure: SqlFailure | null = null;
  /** Wakes the reader; null while it waits for nothing. */
  #news: PromiseWithResolvers<void> | null = null;

  constructor(source: RowSource) {
    this.#source = source;
  }

  /** Resolves when the server has said its last word, or the connection is lost. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether rows that come now are dropped, so that the driver need not make cells of them. */
  get isClosed(): boolean {
    return this.#isEnded || this.#isLeft;
  }

  /** A result set begins. */
  addTable(columns: readonly Column[]): void {
    if (this.isClosed) return;
    this.#parts.push({ columns });
    this.#added();
  }

  /** A row of the last result set. */
  addRow(row: Row): void {
    if (this.isClosed) return;
    let last = this.#parts.at(-1);
    if (last === undefined || last.columns !== null || last.rows === null) {
      last = { columns: null, rows: [], size: 0 };
      this.#parts.push(last);
    }
    const size = rowSize(row);
    last.rows.push(row);
    last.size += size;
    this.#waitingRows++;
    this.#waitingSize += size;
    this.#added();
  }

  /** The last result set has all its rows: what fails from now on cuts none of them off. */
  endTable(): void {
    if (this.isClosed) return;
    this.#parts.push(tableEnd);
    this.#added();
  }

  /** Nothing more comes. @param failure what the reader is told once the rows before it are read */
  end(failure: SqlFailure | null): void {
    this.#failure ??= failure;
    this.#isEnded = true;
    this.#end.resolve();
    this.#wake();
  }

  /** The reader reads no further: drops what waits and what is still to come. */
  leave(): void {
    this.#isLeft = true;
    while (this.#parts.length > 0) this.#take();
    this.#wake();
  }

  /**
   * The columns of the next result set, past rows that were not read; null after the last.
   * @throws SqlFailure where the statement failed
   */
  async nextTable(): Promise<readonly Column[] | null> {
    for (;;) {
      const part = await this.#next();
      if (part === null) return null;
      this.#take();
      if (part.columns !== null) return part.columns;
    }
  }

  /**
   * The next rows of the current result set; null after the last.
   * @throws SqlFailure where the statement failed
   */
  async nextRows(): Promise<readonly Row[] | null> {
    const part = await this.#next();
    if (part === null || part.columns !== null) return null;
    this.#take();
    // At the end of the result set this is null as well.
    return part.rows;
  }

  /** The next part, which stays in the queue; null at the end. */
  async #next(): Promise<Part | null> {
    for (;;) {
      if (this.#isLeft) return null;
      const [part] = this.#parts;
      if (part !== undefined) return part;
      if (this.#failure !== null) throw this.#failure;
      if (this.#isEnded) return null;
      this.#news ??= Promise.withResolvers();
      await this.#news.promise;
    }
  }

  #take(): void {
    const part = this.#parts.shift();
    if (part !== undefined && part.columns === null && part.rows !== null) {
      this.#waitingRows -= part.rows.length;
      this.#waitingSize -= part.size;
    }
    if (!this.#isPaused || this.#isFull()) return;
    this.#isPaused = false;
    this.#source.resume();
  }

  #added(): void {
    if (!this.#isPaused && this.#isFull()) {
      this.#isPaused = true;
      this.#source.pause();
    }
    this.#wake();
  }

  /** Each part counts as a row, so that result sets without rows are limited too. */
  #isFull(): boolean {
    return this.#waitingRows + this.#parts.length > maxWaitingRows || this.#waitingSize >= maxWaitingSize;
  }

  #wake(): void {
    this.#news?.resolve();
    this.#news = null;
  }
}
