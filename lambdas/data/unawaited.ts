/** Code of a report left a promise unawaited, and the promise was rejected. */
export class PromiseUnawaited extends Error {
  override readonly name = "PromiseUnawaited";

  constructor(reason: unknown) {
    super("A promise that nobody awaited was rejected", reason instanceof Error ? { cause: reason } : {});
  }
}

/** Kept, so that a report's test with a clock of its own does not wait for ever. */
const nextTurn = setImmediate;

/**
 * Waits until Node has told of the promises that are rejected by now: it does so when nothing else is left to
 * do in this turn of the event loop. To be called before what a report did is made to count.
 * @param signal of the request
 * @throws PromiseUnawaited where code of the request left one unawaited
 */
export async function refuseUnawaited(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => nextTurn(resolve));
  if (signal.reason instanceof PromiseUnawaited) throw signal.reason;
}
