import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Backend } from "./backend.ts";
import { type Client, dismiss, hasMessage, newClient } from "./client.ts";
import { offerVersion3, requests, startupParameters, welcome } from "./messages.ts";
import { Incoming, NotThisProtocol } from "./pieces.ts";
import { takingTurns } from "./turns.ts";

/**
 * A server of PostgreSQL's protocol in front of PGlite, which has only one session. The server greets every
 * connection itself, and lets the connections take turns at the session (see {@link takingTurns}). It asks
 * for no password: a program that reaches the loopback address can read the data folder as well.
 *
 * In this folder, `process.ts` is the program that runs this server, and `backend.ts` runs PGlite in a thread
 * (`worker.ts`). `client.ts` knows a connection, `turns.ts` says who is next, `session-state.ts` cleans up
 * between two clients, and `pieces.ts` and `messages.ts` cut and write the protocol's messages.
 * @param backend takes the messages, once it is open
 * @param options.idleInTransactionMs how long a client may be silent in a transaction while others wait
 */
export function frontServer(
  backend: Promise<Backend>,
  options: { readonly idleInTransactionMs: number },
): Server {
  const turns = takingTurns(backend, options);
  const clients = new Map<string, Client>();

  async function connected(socket: Socket): Promise<void> {
    const incoming = new Incoming();
    let client: Client | null = null;
    const { settings } = await backend;
    const read = (chunk: Buffer) => {
      incoming.add(chunk);
      try {
        client ??= welcomed(socket, incoming, settings);
        if (client !== null && hasMessage(client)) turns.wants(client);
      } catch (error) {
        if (!(error instanceof NotThisProtocol)) throw error;
        socket.destroy();
      }
    };
    socket.on("data", read);
    socket.once("close", () => {
      if (client === null) return;
      clients.delete(client.key.toString("hex"));
      client.gone = true;
      turns.left(client);
    });
    socket.resume();
  }

  /**
   * Answers what may come before a client says who it is: a wish for encryption, or to cancel a statement.
   * Returns the client once it has said so, null before that.
   */
  function welcomed(socket: Socket, incoming: Incoming, settings: Backend["settings"]): Client | null {
    for (let first = incoming.first(); first !== null; first = incoming.first()) {
      const version = first.readInt32BE(4);
      if (version === requests.tls || version === requests.gss) {
        socket.write("N");
        continue;
      }
      if (version === requests.cancel) {
        const holder = clients.get(first.toString("hex", 8));
        if (holder !== undefined) turns.cancel(holder);
        socket.end();
        return null;
      }
      if (version >> 16 !== 3) throw new NotThisProtocol("Only version 3 of the protocol is spoken here.");
      if ((version & 0xffff) > 0) socket.write(offerVersion3());
      const client = newClient(socket, incoming, first, cancelKey());
      const database = startupParameters(first).get("database") ?? client.user;
      if (database !== "postgres") {
        dismiss(client, "3D000", `There is no database "${database}" here, only "postgres".`);
        return null;
      }
      clients.set(client.key.toString("hex"), client);
      socket.write(welcome({ ...settings, session_authorization: client.user }, client.key));
      return client;
    }
    return null;
  }

  return createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    // After an error the socket closes, and the handler of "close" does the rest.
    socket.on("error", () => {});
    connected(socket).catch(() => socket.destroy());
  });
}

/** Four bytes for the number of a process, which is positive, and four bytes of a secret. */
function cancelKey(): Buffer {
  const key = randomBytes(8);
  key.writeInt32BE(key.readInt32BE(0) & 0x7fffffff, 0);
  return key;
}
