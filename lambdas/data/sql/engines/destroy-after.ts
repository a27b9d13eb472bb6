import type { Session } from "./engine.ts";

/**
 * Waits for work of a session, and ends the session's connection where the server has not answered after
 * `ms`.
 */
export async function destroyAfter(
  session: Pick<Session, "destroy">,
  ms: number,
  work: () => Promise<void>,
): Promise<void> {
  const timer = setTimeout(() => session.destroy(), ms);
  try {
    await work();
  } finally {
    clearTimeout(timer);
  }
}
