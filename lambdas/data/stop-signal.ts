import type { Writable } from "node:stream";
import { UserError } from "../interject/errors.ts";

/** Nobody waits for the answer any more: no fault of anyone. */
export class CallerGone extends Error {
  override readonly name = "CallerGone";

  constructor() {
    super("The caller went away");
  }
}

/** The part of the function's time that is kept to tell the stop in the document and to end the document. */
const reserveMs = 3_000;

/** What ends a report before it has come to its own end. */
export interface Stop extends Disposable {
  readonly signal: AbortSignal;
  /** Ends the report because nobody takes its answer any more. */
  readonly callerGone: () => void;
}

/**
 * Tells a report to stop: shortly before the function's time runs out, and when the answer's stream closes
 * before its end. Lambda closes it for no caller who goes away; the emulator can.
 */
export function stopSignal(stream: Writable, remainingMs: number): Stop {
  const controller = new AbortController();
  const seconds = Math.round(remainingMs / 1000);
  const timer = setTimeout(
    () => {
      const text = `The report took longer than the ${seconds} seconds that this API allows. Narrow it and pull again.`;
      controller.abort(new UserError(text));
    },
    Math.max(0, remainingMs - reserveMs),
  );
  const callerGone = () => controller.abort(new CallerGone());
  const closed = () => {
    if (!stream.writableFinished) callerGone();
  };
  stream.once("close", closed);
  return {
    signal: controller.signal,
    callerGone,
    [Symbol.dispose]() {
      clearTimeout(timer);
      stream.off("close", closed);
    },
  };
}
