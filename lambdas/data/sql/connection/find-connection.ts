import type { Identity } from "../../../identity.ts";
import { UserError } from "../../../interject/errors.ts";
import { admitsClient } from "../../../settings/clients.ts";
import type { ConnectionSettings } from "../../../settings/connections.ts";
import { type Source, sourceOfClient } from "./source.ts";

/** A connection of the settings, as the caller of one request may use it. */
export interface Connection {
  readonly settings: ConnectionSettings;
  /** Where the database is and how to sign in: the settings' own, or those of the caller's client. */
  readonly source: Source;
  /** The client whose database it is; null where all callers share the database. */
  readonly clientId: string | null;
}

/**
 * Finds the connection that a caller means. Where the settings of a connection name a database for each
 * client, the verified token's client decides which database it is.
 * @param name in any letter case; an empty name means the only connection there is
 * @throws UserError with the same sentence for a connection that does not exist and for one that this caller
 * may not use
 * @throws SourceUnavailable where the place of the caller's client cannot be found out
 */
export async function findConnection(
  connections: readonly ConnectionSettings[],
  name: string,
  user: Pick<Identity, "clientId"> | null,
): Promise<Connection> {
  if (connections.length === 0) {
    throw new UserError("This API has no database connection. Tell your administrator.");
  }
  if (name.trim() === "" && connections.length > 1) {
    throw new UserError(
      "This data portal names no connection, and this API has several. Ask your administrator to enter the Connection String Name.",
    );
  }
  const settings = namedConnection(connections, name);
  const found = settings === undefined ? null : await ofCaller(settings, user);
  if (found !== null) return found;
  throw new UserError(`This API has no connection ${shown(name)} for you. Tell your administrator.`);
}

/** The connection of that name; undefined where there is none. An empty name means the first. */
export function namedConnection(
  connections: readonly ConnectionSettings[],
  name: string,
): ConnectionSettings | undefined {
  const wanted = name.trim().toLowerCase();
  return wanted === ""
    ? connections[0]
    : connections.find((connection) => connection.name.toLowerCase() === wanted);
}

async function ofCaller(
  settings: ConnectionSettings,
  user: Pick<Identity, "clientId"> | null,
): Promise<Connection | null> {
  const clientId = user?.clientId ?? null;
  if (!admitsClient(settings.clients, clientId)) return null;
  if (settings.perClient === undefined && settings.perClientFrom === undefined) {
    return { settings, source: settings, clientId: null };
  }
  const source = clientId === null ? null : await sourceOfClient(settings, clientId);
  return source === null ? null : { settings, source, clientId };
}

/**
 * Whom a connection of the settings has databases for: null stands for all callers alike.
 * @throws SourceUnavailable where the client map cannot be read
 */
export async function clientsOf({
  perClient,
  perClientFrom,
}: ConnectionSettings): Promise<readonly (string | null)[]> {
  if (perClientFrom !== undefined) return (await import("./client-map.ts")).mappedClients(perClientFrom);
  return perClient === undefined ? [null] : Object.keys(perClient);
}

/**
 * A connection of the settings for a client of {@link clientsOf}.
 * @throws SourceUnavailable where the client's entry cannot be used
 */
export async function connectionOf(
  settings: ConnectionSettings,
  clientId: string | null,
): Promise<Connection> {
  const source = clientId === null ? settings : await sourceOfClient(settings, clientId);
  if (source === null) throw new Error(`The client ${clientId} has no entry any more.`);
  return { settings, source, clientId };
}

/** The name as the request sent it, cut to a length that fits a sentence. */
function shown(name: string): string {
  const text = name.trim();
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
