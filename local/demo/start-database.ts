import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ProcessOptions, ProcessReport } from "../pglite/process.ts";
import { fillIfChanged } from "./fill.ts";

export interface DatabaseOptions {
  /** The data folder, kept between starts. Only one database may use it. */
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether to throw away what is in the folder. */
  readonly fresh?: boolean;
  /** How long a connection may be silent in a transaction while others wait; default one minute. */
  readonly idleInTransactionMs?: number;
  readonly log: (line: string) => void;
}

/** A PostgreSQL of this project's own that is running. */
export interface LocalDatabase {
  /** For the API: signs in as a user whom row-level security limits. */
  readonly url: string;
  /** For people: signs in as the owner of everything. */
  readonly ownerUrl: string;
  readonly process: ChildProcess;
  readonly close: () => Promise<void>;
}

/** Another program has the database's port, and perhaps its folder. */
export class DatabasePortInUse extends Error {
  override readonly name = "DatabasePortInUse";
}

/**
 * Starts PGlite, which is PostgreSQL in WebAssembly, in a process of its own, and fills in the demo data if
 * it is missing or has changed.
 * @throws DatabasePortInUse, or Error with a sentence
 */
export async function startDatabase(options: DatabaseOptions): Promise<LocalDatabase> {
  const { folder, port, fresh = false, idleInTransactionMs = 60_000, log } = options;
  const argument = JSON.stringify({ folder, port, fresh, idleInTransactionMs } satisfies ProcessOptions);
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "pglite", "process.ts"), argument], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    windowsHide: true,
  });
  const ended = once(child, "exit");
  const [first] = (await Promise.race([once(child, "message"), ended])) as [ProcessReport | number | null];
  if (first === null || typeof first === "number")
    throw new Error("The database's process ended before it was ready.");
  if ("failure" in first) {
    await ended;
    if (first.inUse) throw new DatabasePortInUse(`Port ${port}, for the database, is in use.`);
    throw new Error(first.failure);
  }
  let closing = false;
  child.once("exit", () => {
    if (!closing) log("The database has ended. Start again.");
  });
  const database: LocalDatabase = {
    url: apiUrl(first.port),
    ownerUrl: `postgres://postgres@127.0.0.1:${first.port}/postgres`,
    process: child,
    async close() {
      closing = true;
      if (child.connected) child.disconnect();
      await ended;
    },
  };
  try {
    await fillIfChanged(database.ownerUrl, log);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The URL of a user whom row-level security limits, in the database at this port. */
export function apiUrl(port: number): string {
  return `postgres://interject_api@127.0.0.1:${port}/postgres`;
}
