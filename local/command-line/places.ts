import { join } from "node:path";
import type { Environment } from "./environment.ts";

/** Where things are on this machine. */
export interface Places {
  readonly host: string;
  /** The gateway's port. The identity provider listens at the next port, the database at the port after. */
  readonly port: number;
  readonly issuer: string;
  /** Keeps what outlasts a restart: the identity provider's key, and the databases. */
  readonly folder: string;
}

/**
 * Reads `PORT` (default 3000) and `HOST` (default 127.0.0.1).
 * @throws Error with one sentence when `PORT` is not a port number
 */
export function places(environment: Environment): Places {
  const host = environment["HOST"] || "127.0.0.1";
  const text = environment["PORT"] || "3000";
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_533)
    throw new Error(`PORT must be a number from 1 to 65533, not ${text}.`);
  // The issuer's name is part of every token, and plain http is accepted for the loopback address only.
  return {
    host,
    port,
    issuer: `http://127.0.0.1:${port + 1}`,
    folder: join(import.meta.dirname, "..", "..", ".local"),
  };
}
