import type { Socket } from "node:net";
import { errorResponse, startupParameters } from "./messages.ts";
import { type Incoming, NotThisProtocol } from "./pieces.ts";

/** Messages that a client may send to a session that is not copying rows in. */
const known = new Set("QPBDECSHFXdcf");

/** A connection that has said who it is. */
export interface Client {
  readonly user: string;
  /** Settings of the session that it asked for when it connected, such as `application_name`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly incoming: Incoming;
  readonly socket: Socket;
  /** Process number and secret: a request to cancel this client's statement must repeat them. */
  readonly key: Buffer;
  /** The next complete message, if {@link hasMessage} has found one and nobody has taken it yet. */
  peeked: Buffer | null;
  /**
   * The client has sent some of the messages that belong together, but not yet the `Sync` that ends them, so
   * the session must stay the client's.
   */
  unfinished: boolean;
  /** A message has failed, so the messages up to the next `Sync` are skipped. */
  skipping: boolean;
  cancelled: boolean;
  gone: boolean;
}

/** @param startup the connection's first message */
export function newClient(socket: Socket, incoming: Incoming, startup: Buffer, key: Buffer): Client {
  const parameters = new Map(startupParameters(startup));
  const user = parameters.get("user") ?? "";
  const options = parameters.get("options") ?? "";
  for (const name of ["user", "database", "options", "replication"]) parameters.delete(name);
  for (const [, name = "", value = ""] of options.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|\S)*)/g))
    parameters.set(name, value.replace(/\\(.)/g, "$1"));
  return {
    user,
    settings: new Map([...parameters].filter(([name]) => !name.startsWith("_pq_."))),
    incoming,
    socket,
    key,
    peeked: null,
    unfinished: false,
    skipping: false,
    cancelled: false,
    gone: false,
  };
}

/** Whether a complete message waits. Dismisses a client that does not speak the protocol. */
export function hasMessage(client: Client): boolean {
  if (client.gone) return false;
  try {
    client.peeked ??= client.incoming.next();
  } catch (error) {
    if (!(error instanceof NotThisProtocol)) throw error;
    dismiss(client, "08P01", error.message);
  }
  return client.peeked !== null && !client.gone;
}

/**
 * Takes the client's messages up to the end of a statement, or as far as they have arrived. If the client
 * says goodbye, or sends a message of an unknown type, it is gone afterwards.
 * @returns the messages; an empty list if the client is gone or has sent nothing more
 */
export function takeMessages(client: Client): readonly Buffer[] {
  const messages: Buffer[] = [];
  while (hasMessage(client) && client.peeked !== null) {
    const next = client.peeked;
    const type = typeOf(next);
    client.peeked = null;
    if (type === "X") {
      client.gone = true;
      client.socket.end();
    } else if (!known.has(type)) dismiss(client, "08P01", "A message of an unknown type arrived.");
    if (client.gone) return [];
    if (client.skipping && type !== "S") continue;
    client.skipping = false;
    messages.push(next);
    if (isComplete(messages)) break;
  }
  return messages;
}

/** Whether the last message is one that PostgreSQL answers with `ReadyForQuery`. */
export function isComplete(messages: readonly Buffer[]): boolean {
  const last = messages.at(-1);
  return last !== undefined && "QSF".includes(typeOf(last));
}

function typeOf(message: Buffer): string {
  return String.fromCharCode(message[0] ?? 0);
}

/** Ends a connection, and tells the client why. @param code SQLSTATE */
export function dismiss(client: Client, code: string, text: string): void {
  client.gone = true;
  client.socket.end(errorResponse("FATAL", code, text));
}
