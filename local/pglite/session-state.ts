import type { Backend } from "./backend.ts";
import type { Client } from "./client.ts";
import { firstError, query, quoted, message as wireMessage } from "./messages.ts";

/**
 * Makes the session as good as new, whatever state it is in, and the client's: signed in as its user, with
 * its settings. `DISCARD ALL` and what a client sets later leave the user as it is; only
 * `SET SESSION AUTHORIZATION` changes it, because PGlite itself is signed in as a superuser.
 * @returns what the database says against the client's user or settings; null when it has
 * nothing against them
 */
export async function makeNew(
  backend: Backend,
  client: Client,
): Promise<{ readonly code: string; readonly text: string } | null> {
  const settings = [...client.settings].map(
    ([name, value]) => `SET SESSION ${quoted(name, '"')} TO ${quoted(value, "'")}`,
  );
  const user = `SET SESSION AUTHORIZATION ${quoted(client.user, '"')}`;
  const statements = ["ROLLBACK", "DISCARD ALL", user, ...settings].map(query);
  const answers: Buffer[] = [];
  // The client before may have left in the middle of messages that only a `Sync` ends.
  await backend.run(Buffer.concat([wireMessage("S"), ...statements]), (chunk, taken) => {
    answers.push(chunk);
    taken();
  });
  return firstError(Buffer.concat(answers));
}

/** Puts the session into a transaction that has failed. */
export function makeTransactionFail(backend: Backend): Promise<boolean> {
  return backend.run(Buffer.concat([query("BEGIN"), query("SELECT 1/0")]), (_, taken) => taken());
}
