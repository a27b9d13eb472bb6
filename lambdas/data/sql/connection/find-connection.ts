import type { Identity } from "../../../identity.ts";
import { UserError } from "../../../interject/errors.ts";
import type { ConnectionSettings, SourceSettings } from "../../../settings/connections.ts";

/** A connection that one caller may use. */
export interface Connection {
  readonly settings: ConnectionSettings;
  readonly source: SourceSettings;
  /** Whose it is; null where all callers share it. A pool is for one connection and one client. */
  readonly clientId: string | null;
}

/**
 * The connection that a caller means by a name, in any letter case. Without a name it is the only one there is. A connection with databases
 * of its clients leads each caller to their own client's, by the verified token, and never to another.
 * @throws UserError the same sentence for a name that is unknown and for one that the caller may not use
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
  if (settings.perClient === undefined) return { settings, source: settings, clientId: null };
  const clientId = user?.clientId ?? null;
  // hasOwn: `constructor` is no client.
  if (clientId === null || !Object.hasOwn(settings.perClient, clientId)) return null;
  const own = settings.perClient[clientId];
  if (own === undefined) return null;
  const { host, port, database } = settings;
  const shared = Object.fromEntries(
    Object.entries({ host, port, database }).filter(([, value]) => value !== undefined),
  );
  return { settings, source: { ...shared, ...own }, clientId };
}

/** Enough of a name that a request sent to recognise it by. */
function shown(name: string): string {
  const text = name.trim();
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
