import type { Identity } from "../../../identity.ts";
import { UserError } from "../../../interject/errors.ts";
import { admitsClient } from "../../../settings/clients.ts";
import type { ConnectionSettings, SourceSettings } from "../../../settings/connections.ts";

/** A connection of the settings, as the caller of one request may use it. */
export interface Connection {
  readonly settings: ConnectionSettings;
  /** Where the database is and how to sign in: the settings' own, or those of the caller's client. */
  readonly source: SourceSettings;
  /** The client whose database it is; null where all callers share the database. */
  readonly clientId: string | null;
}

/**
 * Finds the connection that a caller means. Where the settings of a connection name a database for each
 * client, the verified token's client decides which database it is.
 * @param name in any letter case; an empty name means the only connection there is
 * @throws UserError with the same sentence for a connection that does not exist and for one that this caller
 * may not use
 */
export function findConnection(
  connections: readonly ConnectionSettings[],
  name: string,
  user: Pick<Identity, "clientId"> | null,
): Connection {
  const wanted = name.trim().toLowerCase();
  const [only, another] = connections;
  if (only === undefined) {
    throw new UserError("This API has no database connection. Tell your administrator.");
  }
  if (wanted === "" && another !== undefined) {
    throw new UserError(
      "This data portal names no connection, and this API has several. Ask your administrator to enter the Connection String Name.",
    );
  }
  const settings =
    wanted === "" ? only : connections.find((connection) => connection.name.toLowerCase() === wanted);
  const found = settings === undefined ? null : ofCaller(settings, user);
  if (found !== null) return found;
  throw new UserError(`This API has no connection ${shown(name)} for you. Tell your administrator.`);
}

function ofCaller(settings: ConnectionSettings, user: Pick<Identity, "clientId"> | null): Connection | null {
  const clientId = user?.clientId ?? null;
  if (!admitsClient(settings.clients, clientId)) return null;
  if (settings.perClient === undefined) return { settings, source: settings, clientId: null };
  // hasOwn, because `constructor` and other properties of every object are no clients.
  if (clientId === null || !Object.hasOwn(settings.perClient, clientId)) return null;
  const own = settings.perClient[clientId];
  return own === undefined ? null : ofClient(settings, clientId, own);
}

function ofClient(settings: ConnectionSettings, clientId: string, own: SourceSettings): Connection {
  const { host, port, database } = settings;
  const shared = Object.fromEntries(
    Object.entries({ host, port, database }).filter(([, value]) => value !== undefined),
  );
  return { settings, source: { ...shared, ...own }, clientId };
}

/** Everything that a connection of the settings can be for a caller: one for all, or one for each client. */
export function connectionsOf(settings: ConnectionSettings): readonly Connection[] {
  if (settings.perClient === undefined) return [{ settings, source: settings, clientId: null }];
  return Object.entries(settings.perClient).map(([clientId, own]) => ofClient(settings, clientId, own));
}

/** The name as the request sent it, cut to a length that fits a sentence. */
function shown(name: string): string {
  const text = name.trim();
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
