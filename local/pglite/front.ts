import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Backend } from "./backend.ts";
import { type Client, dismiss, hasMessage, newClient } from "./client.ts";
import { offerVersion3, requests, startupParameters, welcome } from "./messages.ts";
import { Incoming, NotThisProtocol } from "./pieces.ts";
import { takingTurns } from "./turns.ts";

/**
 * A server of PostgreSQL's protocol in front of the one session that PGlite has: it welcomes every connection
 * itself, and has them take turns (see {@link takingTurns}). Nobody is asked for a password: whoever reaches
 * the loopback address can read the data folder.
 * @param backend what it passes messages to, once it is open
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

  /** Answers what a connection asks before it is one; null until it has said who it is. */
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
    // A connection that breaks is one that closes: what follows from it is done there.
    socket.on("error", () => {});
    connected(socket).catch(() => socket.destroy());
  });
}

/** Four bytes that stand for a process, a positive number, and four of a secret. */
function cancelKey(): Buffer {
  const key = randomBytes(8);
  key.writeInt32BE(key.readInt32BE(0) & 0x7fffffff, 0);
  return key;
}
