import pg from "pg";
import { authorities } from "../authorities.ts";
import type { Server } from "../engine.ts";
import { parserOf } from "./cells.ts";
import { connectFailure } from "./errors.ts";
import { guardParser } from "./guard-parser.ts";

/**
 * Opens a connection and signs in.
 * @throws SqlFailure `authentication`, `connection`
 */
export async function openConnection(server: Server): Promise<pg.Client> {
  const client = new pg.Client({
    host: server.host,
    port: server.port,
    database: server.database,
    user: server.user,
    password: server.password,
    ssl: server.tls === null ? false : { ...authorities(server.tls), rejectUnauthorized: server.tls.verify },
    connectionTimeoutMillis: server.connectTimeoutMs,
    keepAlive: true,
    application_name: "Interject data API",
    types: { getTypeParser: parserOf } as pg.CustomTypesConfig,
  });
  // Without a listener a connection that breaks while idle would end the process.
  client.on("error", () => {});
  guardParser(client);
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw connectFailure(error);
  }
}
