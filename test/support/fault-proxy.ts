import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Which way bytes travel: from the API to the database, or back. */
export type Direction = "to-server" | "to-client";

/**
 * What can go wrong on the wire between the API and a database.
 * - `refuse`: new connections are reset before a byte travels.
 * - `cut`: both sides see an orderly end (FIN).
 * - `reset`: both sides see a broken connection (RST).
 * - `half-close`: the receiver alone sees an orderly end; its own bytes still travel.
 * - `truncate`: half of what was on its way arrives, then both sides see an orderly end.
 * - `stall`: nothing travels any more in this direction, and the connections stay open.
 * - `drop`: the same in both directions, as when a device between them forgot the connection.
 * - `corrupt`: one byte arrives with all its bits inverted.
 */
export const faultKinds = [
  "refuse",
  "cut",
  "reset",
  "half-close",
  "truncate",
  "stall",
  "drop",
  "corrupt",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly direction: Direction;
  /** So many bytes travel in this direction first, counted over all connections from the arming on. */
  readonly afterBytes: number;
}

/** Stands between the API and a database, and spoils what travels as it is told to. */
export interface FaultProxy {
  readonly port: number;
  /** Bytes that have come in for each direction since the proxy started or was last armed. */
  readonly bytes: () => Readonly<Record<Direction, number>>;
  /** Lets a fault happen once. */
  readonly arm: (fault: Fault) => void;
  /** Whether the armed fault has happened. */
  readonly happened: () => boolean;
  /** Lets everything through again; connections that a fault has spoiled end. */
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Directions in which nothing travels any more. */
  readonly silent: Set<Direction>;
}

/** @param target the database's address */
export async function startFaultProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let bytes: Record<Direction, number> = { "to-server": 0, "to-client": 0 };
  let fault: Fault | null = null;
  let happened = false;

  const spoil = (pair: Pair, kind: FaultKind, direction: Direction, chunk: Buffer): void => {
    const receiver = direction === "to-server" ? pair.server : pair.client;
    happened = true;
    switch (kind) {
      case "refuse":
      case "reset":
        pair.client.resetAndDestroy();
        pair.server.resetAndDestroy();
        return;
      case "cut":
        end(pair);
        return;
      case "half-close":
        pair.silent.add(direction);
        receiver.end();
        return;
      case "truncate":
        receiver.write(chunk.subarray(0, Math.floor(chunk.byteLength / 2)));
        end(pair);
        return;
      case "stall":
        pair.silent.add(direction);
        return;
      case "drop":
        pair.silent.add("to-server");
        pair.silent.add("to-client");
        return;
      case "corrupt": {
        const spoilt = Buffer.from(chunk);
        spoilt[0] = (spoilt[0] ?? 0) ^ 0xff;
        receiver.write(spoilt);
      }
    }
  };

  const pass = (pair: Pair, direction: Direction, chunk: Buffer): void => {
    const receiver = direction === "to-server" ? pair.server : pair.client;
    const before = bytes[direction];
    bytes[direction] += chunk.byteLength;
    if (pair.silent.has(direction) || receiver.destroyed) return;
    if (fault === null || happened || fault.direction !== direction || bytes[direction] <= fault.afterBytes) {
      receiver.write(chunk);
      return;
    }
    const whole = Math.max(0, fault.afterBytes - before);
    if (whole > 0) receiver.write(chunk.subarray(0, whole));
    spoil(pair, fault.kind, direction, chunk.subarray(whole));
  };

  const listener = createServer((client) => {
    client.on("error", () => {});
    if (fault?.kind === "refuse") {
      happened = true;
      client.resetAndDestroy();
      return;
    }
    const server = connect(target);
    const pair: Pair = { client, server, silent: new Set() };
    pairs.add(pair);
    server.on("error", () => client.destroy());
    client.on("data", (chunk) => pass(pair, "to-server", chunk));
    server.on("data", (chunk) => pass(pair, "to-client", chunk));
    // A connection that goes silent does not tell of its end either.
    client.on("end", () => pair.silent.has("to-server") || server.end());
    server.on("end", () => pair.silent.has("to-client") || client.end());
    client.on("close", () => {
      pairs.delete(pair);
      server.destroy();
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");

  return {
    port: (listener.address() as AddressInfo).port,
    bytes: () => ({ ...bytes }),
    arm(next) {
      bytes = { "to-server": 0, "to-client": 0 };
      happened = false;
      fault = next;
    },
    happened: () => happened,
    mend() {
      fault = null;
      for (const pair of pairs) if (pair.silent.size > 0) end(pair);
    },
    async close() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      listener.close();
      await once(listener, "close");
    },
  };
}

function end({ client, server }: Pair): void {
  client.destroySoon();
  server.destroySoon();
}
