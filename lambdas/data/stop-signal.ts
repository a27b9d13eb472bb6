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

/** Tells a report to stop: when its caller goes away, and shortly before the function's time runs out. */
export function stopSignal(
  stream: Writable,
  remainingMs: number,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const seconds = Math.round(remainingMs / 1000);
  const timer = setTimeout(
    () => {
      const text = `The report took longer than the ${seconds} seconds that this API allows. Narrow it and pull again.`;
      controller.abort(new UserError(text));
    },
    Math.max(0, remainingMs - reserveMs),
  );
  const gone = () => controller.abort(new CallerGone());
  stream.once("close", gone);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      stream.off("close", gone);
    },
  };
}
