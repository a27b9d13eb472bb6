import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type FaultKind, faultKinds } from "../../test/support/fault-proxy.ts";
import type { Ledger } from "./ledger.ts";

/** The address of a key set, with a switch that makes it fail. */
export interface KeySetDoor {
  readonly url: string;
  fails: "not" | "refuses" | "is silent";
  readonly close: () => void;
}

/** Stands in front of an identity provider's key set. */
export async function keySetDoor(jwksUri: string): Promise<KeySetDoor> {
  const server = createServer(async (_, response) => {
    if (door.fails === "is silent") return;
    if (door.fails === "refuses") return void response.writeHead(503).end();
    const keySet = await fetch(jwksUri);
    response.writeHead(keySet.status, { "Content-Type": "application/json" }).end(await keySet.text());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const door: KeySetDoor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    fails: "not",
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return door;
}

/** A fault of the schedule: it begins, lasts, and ends, so many times on end. */
export interface ScheduledFault {
  readonly times: number;
  readonly begin: () => void | Promise<void>;
  readonly end: () => void;
}

/**
 * A cell that arrives with another character looks like any cell: only TLS tells, and these connections have
 * none. So no byte is changed here.
 */
const wireFaults: readonly FaultKind[] = faultKinds.filter((kind) => kind !== "corrupt");

/** @param crash ends a process of a function as if it had crashed */
export function schedule(
  ledgers: readonly Ledger[],
  door: KeySetDoor,
  crash: () => void,
): readonly ScheduledFault[] {
  const wire = ({ proxy }: Ledger): ScheduledFault => ({
    times: 5,
    begin() {
      proxy.arm({
        kind: wireFaults[randomInt(wireFaults.length)] ?? "cut",
        direction: randomInt(2) === 0 ? "to-server" : "to-client",
        afterBytes: randomInt(2) === 0 ? randomInt(500) : randomInt(60_000),
      });
    },
    end: () => proxy.mend(),
  });
  const keySet = (fails: "refuses" | "is silent"): ScheduledFault => ({
    times: 1,
    begin() {
      door.fails = fails;
    },
    end() {
      door.fails = "not";
    },
  });
  const sudden = (begin: () => void | Promise<void>): ScheduledFault => ({
    times: 1,
    begin,
    end: () => {},
  });
  return [
    ...ledgers.map(wire),
    sudden(crash),
    ...ledgers.map(wire),
    keySet("refuses"),
    ...ledgers.map(wire),
    ...ledgers.map(({ endConnections }) => sudden(endConnections)),
    sudden(crash),
    keySet("is silent"),
  ];
}
