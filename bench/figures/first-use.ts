/**
 * The first use of each driver in a fresh process: until it is loaded, and until it has signed in, without
 * TLS. The baseline is the driver alone, imported from node_modules.
 */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Server } from "../../lambdas/data/sql/engines/engine.ts";
import { bundle } from "../../lib/bundle.ts";
import { startTdsServer } from "../../test/support/tds-server.ts";
import { absent, type Figure } from "../figure.ts";
import { compared, paired } from "../paired.ts";

const rounds = 15;

export async function* figures(): AsyncGenerator<Figure> {
  const tds = await startTdsServer();
  const sqlServer = `mssql://api:secret@127.0.0.1:${tds.port}/finance`;
  yield* firstUse("postgres", "pg", process.env["TEST_POSTGRES_URL"], "TEST_POSTGRES_URL names no server");
  const mariaDb = process.env["TEST_MARIADB_URL"];
  const system = mariaDb && new URL("/mysql", mariaDb).href;
  yield* firstUse("mysql", "mysql2", system, "TEST_MARIADB_URL names no server");
  // A server that runs no SQL, which is enough to sign in.
  yield* firstUse("sqlserver", "tedious", sqlServer, "");
  await tds.close();
}

async function* firstUse(
  engine: string,
  driver: string,
  url: string | undefined,
  lacks: string,
): AsyncGenerator<Figure> {
  if (!url) return yield absent(`${engine}: first use`, "ms", lacks);
  const folder = bundle({ entry: `lambdas/data/sql/engines/${engine}/engine.ts` });
  const taken: Record<"ours" | "theirs", Taken[]> = { ours: [], theirs: [] };
  const way = (name: "ours" | "theirs") => async () => {
    const process = await inProcess(engine, name === "ours" ? folder : "", serverOf(url));
    taken[name].push(process);
    return process.loaded;
  };
  const loaded = await paired({ ours: way("ours"), theirs: way("theirs") }, rounds, 1);
  rmSync(folder, { recursive: true, force: true });
  const signedIn = (name: "ours" | "theirs") => taken[name].slice(-rounds).map((times) => times.signedIn);
  const beside = `${driver} alone, from node_modules`;
  yield compared(
    `${engine}: first use, until the driver is loaded`,
    "ms",
    loaded.ours,
    beside,
    loaded.theirs,
  );
  yield compared(
    `${engine}: first use, until it is signed in`,
    "ms",
    signedIn("ours"),
    beside,
    signedIn("theirs"),
  );
}

/** Milliseconds since the process began to load the driver. */
interface Taken {
  readonly loaded: number;
  readonly signedIn: number;
}

async function inProcess(engine: string, folder: string, server: Server): Promise<Taken> {
  const script = join(import.meta.dirname, "..", "first-use-process.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--max-semi-space-size=8",
    script,
    engine,
    folder,
    JSON.stringify(server),
  ]);
  return JSON.parse(stdout);
}

function serverOf(text: string): Server {
  const { hostname, port, pathname, username, password } = new URL(text);
  const place = { host: hostname, port: Number(port), database: pathname.slice(1) };
  return { ...place, user: username, password, tls: null, connectTimeoutMs: 10_000 };
}
