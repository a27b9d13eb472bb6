import { AsyncLocalStorage } from "node:async_hooks";
import { log } from "../log.ts";
import { PromiseUnawaited } from "./unawaited.ts";

/** The request that code runs for, in whatever turn of the event loop. */
const requests = new AsyncLocalStorage<AbortController>();

/**
 * Keeps the process alive when a promise is rejected that nobody awaits: the request whose code made the
 * promise is stopped, and others go on. The listener of Lambda's runtime client, which is removed, would end
 * the process, and with it the answer that is on its way (AWS: aws-lambda-nodejs-runtime-interface-client).
 */
export function surviveUnawaited(): void {
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => {
    const error = new PromiseUnawaited(reason);
    log.error("promise-unawaited", { error });
    requests.getStore()?.abort(error);
  });
}

/**
 * Runs the work of one request.
 * @param work is given a signal that is aborted with {@link PromiseUnawaited}
 */
export function asOneRequest<T>(work: (unawaited: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return requests.run(controller, () => work(controller.signal));
}
