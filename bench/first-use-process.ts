/** A fresh process that loads a driver and signs in, and prints how long each took since it began. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine, Server } from "../lambdas/data/sql/engines/engine.ts";

/** The drivers by themselves, as their packages stand in node_modules. Each resolves to what signs in. */
const alone: Readonly<Record<string, () => Promise<(server: Server) => Promise<unknown>>>> = {
  async postgres() {
    const { default: pg } = await import("pg");
    return (server) => new pg.Client({ ...server, ssl: false }).connect();
  },
  async mysql() {
    const { createConnection } = await import("mysql2/promise");
    return ({ host, port, database, user, password }) =>
      createConnection({ host, port, database, user, password });
  },
  async sqlserver() {
    const { Connection } = await import("tedious");
    return ({ host, port, database, user, password }) =>
      new Promise<void>((resolve, reject) => {
        const connection = new Connection({
          server: host,
          authentication: { type: "default", options: { userName: user, password } },
          options: { port, database, encrypt: false },
        });
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
  },
};

/** The engine in the bundle of a folder, likewise. */
async function bundled(folder: string): Promise<() => Promise<(server: Server) => Promise<unknown>>> {
  const exported: Record<string, Engine> = await import(pathToFileURL(join(folder, "index.mjs")).href);
  const [engine] = Object.values(exported);
  if (engine === undefined) throw new Error(`There is no engine in ${folder}.`);
  return async () => {
    await engine.load();
    return engine.connect;
  };
}

const [name = "", folder = "", server = ""] = process.argv.slice(2);
const load = folder === "" ? alone[name] : await bundled(folder);
if (load === undefined) throw new Error(`There is no driver for ${name}.`);
const start = performance.now();
const signIn = await load();
const loaded = performance.now() - start;
await signIn(JSON.parse(server));
console.log(JSON.stringify({ loaded, signedIn: performance.now() - start }));
process.exit();
