import type { ConnectionSettings, SourceSettings } from "../../../settings/connections.ts";
import type { Address } from "./address.ts";

/** Where a database is and how to sign in: as the settings say it, or as a client's entry in a client map. */
export interface Source extends SourceSettings {
  /** What the entry itself says. */
  readonly address?: Address;
}

/**
 * Where the database of a client is: the client's own part first, then the connection's.
 * @returns null where neither settings nor client map name the client
 * @throws SourceUnavailable where the client map cannot be read or used
 */
export async function sourceOfClient(settings: ConnectionSettings, clientId: string): Promise<Source | null> {
  const own = await ownSource(settings, clientId);
  if (own === null) return null;
  return { ...placeOf(settings), ...placeOf(own.address ?? {}), ...own };
}

/** Those of the three that are there. */
function placeOf({ host, port, database }: Address): Pick<SourceSettings, "host" | "port" | "database"> {
  return Object.fromEntries(
    Object.entries({ host, port, database }).filter(([, value]) => value !== undefined),
  );
}

async function ownSource(settings: ConnectionSettings, clientId: string): Promise<Source | null> {
  const { perClient, perClientFrom, perClientSecrets } = settings;
  if (perClientFrom !== undefined) {
    const { mappedSource } = await import("./client-map.ts");
    return mappedSource(perClientFrom, clientId, perClientSecrets);
  }
  // hasOwn, because `constructor` and other properties of every object are no clients.
  return perClient !== undefined && Object.hasOwn(perClient, clientId) ? (perClient[clientId] ?? null) : null;
}
