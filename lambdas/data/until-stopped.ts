/** What a report may take to end by itself once its signal is aborted: its own words say more. */
const graceMs = 2_000;

/**
 * Waits for a report's work, and not much longer than until its signal is aborted: code that does not look at
 * the signal would otherwise keep the request until Lambda ends the process, without an answer.
 * @throws the signal's reason
 */
export async function untilStopped<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    timer = setTimeout(() => stopped.reject(signal.reason), graceMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work(), stopped.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
