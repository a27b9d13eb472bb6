import type { Server } from "../engine.ts";
import { endConnection, openConnection } from "./connect.ts";

/**
 * Ends what another connection of the same user runs; that connection stays open. Only MySQL needs this file: its
 * protocol has no cancellation, so a second connection signs in and sends `KILL QUERY`.
 * @param address the address that the other connection was made to: a name can stand for several servers, and each
 * counts its threads itself
 * @throws SqlFailure where it cannot sign in, such as with an IAM token that has expired, or the thread is gone
 */
export async function killStatement(
  server: Server,
  address: string | undefined,
  threadId: number,
): Promise<void> {
  const connection = await openConnection(server, address);
  // Without a listener an error of this connection would end the process.
  connection.on("error", () => {});
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    connection.query(`KILL QUERY ${Number(threadId)}`, (error) =>
      error === null ? resolve() : reject(error),
    );
    await promise;
  } finally {
    endConnection(connection);
  }
}
