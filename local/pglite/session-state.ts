import type { Backend } from "./backend.ts";
import type { Client } from "./client.ts";
import { firstError, query, quoted, message as wireMessage } from "./messages.ts";

/**
 * Makes the session as good as new, whatever state it is in, and signs the client's user in, with the
 * client's settings. `SET SESSION AUTHORIZATION` can change to any user, because PGlite itself is signed in
 * as a superuser. `DISCARD ALL` and a client's later settings leave the user as it is.
 * @returns the database's error if it refuses the user or a setting, else null
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
  // The client before may have left without the `Sync` that its messages needed.
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
