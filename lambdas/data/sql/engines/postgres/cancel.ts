import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type pg from "pg";
import { authorities } from "../authorities.ts";
import type { Server } from "../engine.ts";

const sslRequestCode = 80_877_103;
const cancelRequestCode = 80_877_102;

/**
 * Asks the server to end what a connection runs. Only PostgreSQL needs this file: its protocol cancels over a
 * second connection that does not sign in, which `pg` does not offer (PostgreSQL: "Message Flow", Canceling
 * Requests in Progress). The server does not answer; a statement that it cancelled fails.
 */
export async function cancelRequest(server: Server, client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const plain = connect({ host: server.host, port: server.port });
  plain.setTimeout(server.connectTimeoutMs, () => plain.destroy(new Error("The server does not answer")));
  try {
    await once(plain, "connect");
    const socket = server.tls === null ? plain : await secured(plain, server.host, server.tls);
    // Leave this side open: PgBouncer forgets a request whose connection ends at once, and its version 1.18
    // crashes. The server closes without a word when it has taken the message.
    socket.write(message(cancelRequestCode, processID, secretKey));
    socket.resume();
    await once(socket, "close");
  } finally {
    plain.destroy();
  }
}

async function secured(plain: Socket, host: string, tls: NonNullable<Server["tls"]>): Promise<Socket> {
  plain.write(message(sslRequestCode));
  const [answer]: unknown[] = await once(plain, "data");
  if (!Buffer.isBuffer(answer) || answer.toString("latin1") !== "S") throw new Error("The server has no TLS");
  const socket = connectTls({
    socket: plain,
    servername: host,
    ...authorities(tls),
    rejectUnauthorized: tls.verify,
  });
  await once(socket, "secureConnect");
  return socket;
}

/** Its length in bytes, then the numbers, each of four bytes. */
function message(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length);
  for (const [at, number] of [bytes.byteLength, ...numbers].entries()) bytes.writeInt32BE(number | 0, 4 * at);
  return bytes;
}
