import { log } from "../../log.ts";
import { type Session, SqlFailure, type StreamedTable } from "./engines/engine.ts";

/** How long a cancelled statement may take to end before its connection is ended instead. */
const cancelMs = 3_000;

/** Watches what a session does, so that no statement runs on when its time is up or its request is over. */
export interface Guard {
  /** Waits for work of the session, and has the server end the work after `limitMs` or with the request. */
  readonly wait: <T>(work: () => Promise<T>, limitMs: number) => Promise<T>;
  /**
   * Passes tables on as their rows arrive, and has the server end them likewise.
   * @param limitMs of waiting for the server alone, however long it takes to send the rows to the caller
   */
  readonly read: (tables: AsyncIterable<StreamedTable>, limitMs: number) => AsyncGenerator<StreamedTable>;
  /** Passes answers on likewise, each of which has the whole limit. */
  readonly readEach: <T>(answers: AsyncIterable<T>, limitMs: number) => AsyncGenerator<T>;
}

/**
 * Guards a session for one request.
 * @param signal aborted when the request is over
 * @param explain makes what the guard throws out of what went wrong, given the limit that held
 * @param waited is told the milliseconds of each wait
 */
export function guardSession(
  session: Pick<Session, "cancel" | "destroy">,
  signal: AbortSignal,
  explain: (error: unknown, limitMs: number) => unknown,
  waited: (ms: number) => void = () => {},
): Guard {
  const giveUp = (error: unknown) => {
    log.warn("statement-may-run-on", { error });
    session.destroy();
  };
  const cancel = () => session.cancel().catch(giveUp);

  async function wait<T>(work: () => Promise<T>, limitMs: number, leftMs = limitMs): Promise<T> {
    signal.throwIfAborted();
    const begun = performance.now();
    let stopReason: unknown;
    let lastResort: NodeJS.Timeout | undefined;
    const stop = (reason: unknown) => {
      if (stopReason !== undefined) return;
      stopReason = reason;
      lastResort = setTimeout(() => session.destroy(), cancelMs);
      void cancel();
    };
    const requestOver = () => stop(signal.reason);
    const timer = setTimeout(() => stop(new SqlFailure("timeout", "")), leftMs);
    signal.addEventListener("abort", requestOver, { once: true });
    try {
      const result = await work();
      if (stopReason !== undefined) throw stopReason;
      return result;
    } catch (error) {
      // That a part is stored is said before anything else.
      const isEnded = error instanceof SqlFailure && error.kind === "ended";
      throw explain(isEnded ? error : (stopReason ?? error), limitMs);
    } finally {
      waited(performance.now() - begun);
      clearTimeout(timer);
      clearTimeout(lastResort);
      signal.removeEventListener("abort", requestOver);
    }
  }

  /**
   * Passes on each item of a source. `time` loses what waiting for the item took, not what the reader did
   * with it.
   */
  async function* pass<T>(source: AsyncIterable<T>, time: TimeLeft): AsyncGenerator<T> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const begun = performance.now();
        const { done, value } = await wait(() => iterator.next(), time.limitMs, Math.max(1, time.leftMs));
        time.leftMs -= performance.now() - begun;
        if (done === true) return;
        yield value;
      }
    } finally {
      // A reader that leaves because the request is over may leave a statement behind that still runs.
      if (signal.aborted) await cancel();
      await iterator.return?.().catch(giveUp);
    }
  }

  return {
    wait,
    async *read(tables, limitMs) {
      const time = { limitMs, leftMs: limitMs };
      for await (const { columns, rows } of pass(tables, time)) {
        yield { columns, rows: pass(rows, time) };
      }
    },
    async *readEach(answers, limitMs) {
      const time = { limitMs, leftMs: limitMs };
      for await (const answer of pass(answers, time)) {
        yield answer;
        time.leftMs = limitMs;
      }
    },
  };
}

/** What all tables of one execution may take together. */
interface TimeLeft {
  readonly limitMs: number;
  leftMs: number;
}
