import type { Socket } from "node:net";
import {
  errorResponse,
  type Incoming,
  NotThisProtocol,
  startupParameters,
  WholeMessages,
} from "./messages.ts";

/** A connection that has said who it is. */
export interface Client {
  readonly user: string;
  /** Settings of the session that it asked for when it connected, such as `application_name`. */
  readonly settings: ReadonlyMap<string, string>;
  readonly incoming: Incoming;
  readonly outgoing: WholeMessages;
  readonly socket: Socket;
  /** What a request to cancel must show: a number for the process, and a secret. */
  readonly key: Buffer;
  /** The next complete message, once it has been looked at. */
  peeked: Buffer | null;
  /** Its answers end before the next `Sync`: it has sent messages that belong together, and not the last of them. */
  unfinished: boolean;
  /** What it sends is to be passed over up to the next `Sync`: what went before has failed. */
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
    outgoing: new WholeMessages(),
    socket,
    key,
    peeked: null,
    unfinished: false,
    skipping: false,
    cancelled: false,
    gone: false,
  };
}

/** Whether a complete message waits. A client that does not speak the protocol is dismissed. */
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

/** The next complete message, or null. */
export function takeMessage(client: Client): Buffer | null {
  const next = hasMessage(client) ? client.peeked : null;
  client.peeked = null;
  return next;
}

/** Ends a connection with what a server says when it does so. */
export function dismiss(client: Client, code: string, text: string): void {
  client.gone = true;
  client.socket.end(errorResponse("FATAL", code, text));
}
