import { join } from "node:path";
import type { Environment } from "../command-line/environment.ts";
import type { Places } from "../command-line/places.ts";
import { apiUrl, DatabasePortInUse, startDatabase } from "./start-database.ts";

/** A database for the API to use. */
export interface DemoDatabase {
  readonly url: string;
  /** For people to read: without a password. */
  readonly shown: string;
  readonly close: () => Promise<void>;
}

/**
 * The PostgreSQL that `DATABASE_URL` names, or else the embedded one, started here.
 *
 * This folder holds the demo data: the SQL files, `fill.ts` that runs them, `start-database.ts` that starts
 * the embedded PostgreSQL with them, and `reset.ts`, which is `npm run db:reset`. Nothing here runs what is
 * in `samples/`: people load it into databases of their own.
 * @throws Error with a sentence, for example about a port in use
 */
export async function databaseFor(
  environment: Environment,
  place: Places,
  log: (line: string) => void,
): Promise<DemoDatabase> {
  const named = namedDatabase(environment);
  if (named !== null) return { url: named, shown: withoutPassword(named), close: async () => {} };
  const { folder, port } = databasePlace(place);
  try {
    const { url, ownerUrl, close } = await startDatabase({ folder, port, log });
    return { url, shown: ownerUrl, close };
  } catch (error) {
    if (!(error instanceof DatabasePortInUse)) throw error;
    throw new DatabasePortInUse(`${error.message} End the other program, or set PORT to another one.`);
  }
}

/** Each `PORT` has a database of its own, so that two runs of `npm start` do not share a folder. */
export function databasePlace({ folder, port }: Places): { readonly folder: string; readonly port: number } {
  return { folder: join(folder, `database-${port}`), port: port + 2 };
}

/** The URL of the database that {@link databaseFor} starts, for the API. */
export function demoUrl(environment: Environment, place: Places): string {
  return namedDatabase(environment) ?? apiUrl(databasePlace(place).port);
}

/** The connection `Demo`, to the database at `url`. */
export function demoConnection(url: string) {
  return { name: "Demo", engine: "postgres" as const, url, routines: ["reports.*", "demo.northwind_*"] };
}

/**
 * What `DATABASE_URL` says; null when it says nothing.
 * @throws Error with a sentence when it is no URL of PostgreSQL's
 */
export function namedDatabase(environment: Environment): string | null {
  const text = environment["DATABASE_URL"];
  if (!text) return null;
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return text;
  throw new Error("DATABASE_URL must be of the form postgres://user:password@host:port/database.");
}

/** The URL without its password, and without its options, which can hold a password as well. */
function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = "";
  url.search = "";
  return url.href;
}
