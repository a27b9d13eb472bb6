import { log } from "../../../log.ts";
import { type Server, type Session, SqlFailure } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import { forgetMap } from "./client-map.ts";
import type { Connection } from "./find-connection.ts";
import { forgetSecret } from "./secrets.ts";
import { serverOf } from "./server.ts";
import { sourceOfClient } from "./source.ts";

/**
 * Signs in. Where the user, password or token is refused, what they were read from may have changed: it is
 * read again, and signing in is tried once more.
 * @throws SqlFailure `authentication`, `connection`
 * @throws SourceUnavailable where nobody can say how to sign in
 */
export async function signIn(connection: Connection): Promise<Session> {
  const engine = engines[connection.settings.engine];
  let server: Server | undefined;
  try {
    server = await serverOf(connection);
    return await engine.connect(server);
  } catch (error) {
    const refused = error instanceof SqlFailure && error.kind === "authentication";
    const renewed = refused ? await renew(connection, server) : null;
    if (renewed === null) throw error;
    log.warn("secret-read-again", { connection: connection.settings.name });
    return engine.connect(await serverOf(renewed));
  }
}

/** The connection with what it signs in with to be read anew; null where that cannot have changed. */
async function renew(connection: Connection, server: Server | undefined): Promise<Connection | null> {
  const { settings, source, clientId } = connection;
  if (server?.accessToken !== undefined) {
    const { forgetTokens } = await import("./entra-token.ts");
    forgetTokens();
  }
  if (source.secret !== undefined) {
    forgetSecret(source.secret);
    return connection;
  }
  const { perClientFrom } = settings;
  if (perClientFrom === undefined || clientId === null) return null;
  forgetMap(perClientFrom);
  const found = await sourceOfClient(settings, clientId);
  return found === null || found.address === source.address ? null : { ...connection, source: found };
}
