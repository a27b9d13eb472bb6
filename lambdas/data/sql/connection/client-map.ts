import { log } from "../../../log.ts";
import { entrySource, type MappedSource } from "./client-entry.ts";
import { parseJson } from "./secret-contents.ts";
import { readSecret } from "./secrets.ts";
import { SourceUnavailable } from "./source-unavailable.ts";

/** How old a map may get: a client that was taken out of it loses its database within this time. */
const lifetimeMs = 300_000;

/** The time between two reads for clients that are not in the map: anyone's token can name one. */
const pauseMs = 15_000;

/**
 * A client map names the databases of a connection's clients outside of the settings: a JSON object in a
 * secret or a parameter, with an entry for each client by its public id. So adding a client needs no
 * deployment.
 */
interface ClientMap {
  entries: ReadonlyMap<string, unknown>;
  /** What the entries that were asked for say. */
  readonly sources: Map<string, MappedSource>;
  /** Whether AWS keeps it encrypted, so that it may hold passwords. */
  encrypted: boolean;
  /** When it was last read, or was to be, in milliseconds since 1970. */
  askedAt: number;
  /** Whether what an entry says was refused, so that it may have been changed. */
  isStale: boolean;
  /** Why it could not be read last time. */
  failure: unknown;
  reading: Promise<void> | null;
}

const maps = new Map<string, ClientMap>();

/**
 * Where the database of a client is. The map is read once, and again when it is five minutes old or lacks the
 * client, at most every fifteen seconds.
 * @param arn of the secret or the parameter that holds the map
 * @param clientId compared to the letter
 * @param secrets which secrets its entries may name, with `*` at the end: those that the function may read
 * @returns null where the map has no such client
 * @throws SourceUnavailable where the map cannot be read, or its entry cannot be used
 */
export async function mappedSource(
  arn: string,
  clientId: string,
  secrets: string | undefined,
): Promise<MappedSource | null> {
  const map = maps.get(arn) ?? emptyMap(arn);
  const mayServe = map.entries.has(clientId) && !map.isStale;
  const isDue = Date.now() - map.askedAt > (mayServe ? lifetimeMs : pauseMs);
  if (isDue || (map.reading !== null && !mayServe)) await read(map, arn);
  if (!map.entries.has(clientId)) {
    if (map.failure !== null) throw map.failure;
    return null;
  }
  const holder = `The entry ${JSON.stringify(clientId)} of the client map ${arn}`;
  const source = map.sources.get(clientId) ?? entrySource(map.entries.get(clientId), map.encrypted, holder);
  map.sources.set(clientId, source);
  if ("secret" in source && !(secrets !== undefined && source.secret.startsWith(secrets.slice(0, -1)))) {
    throw new SourceUnavailable(
      `${holder} names a secret that perClientSecrets in the settings does not cover, so the function may not read it`,
    );
  }
  return source;
}

/**
 * The clients that a map names, read now unless it has been read.
 * @throws SourceUnavailable where the map cannot be read
 */
export async function mappedClients(arn: string): Promise<readonly string[]> {
  const map = maps.get(arn) ?? emptyMap(arn);
  if (map.entries.size === 0) await read(map, arn);
  if (map.failure !== null) throw map.failure;
  return [...map.entries.keys()];
}

/** Has a map read again when it is next needed, though not sooner than for an unknown client. */
export function forgetMap(arn: string): void {
  const map = maps.get(arn);
  if (map !== undefined) map.isStale = true;
}

function emptyMap(arn: string): ClientMap {
  const map: ClientMap = {
    entries: new Map(),
    sources: new Map(),
    encrypted: true,
    askedAt: Number.NEGATIVE_INFINITY,
    isStale: false,
    failure: null,
    reading: null,
  };
  maps.set(arn, map);
  return map;
}

/** Reads a map, once for all who wait for it. Where that fails, what was read before stays. Never throws. */
function read(map: ClientMap, arn: string): Promise<void> {
  map.reading ??= (async () => {
    map.askedAt = Date.now();
    try {
      const { text, encrypted } = await textOf(arn);
      map.entries = entriesOf(text, arn);
      map.encrypted = encrypted;
      map.failure = null;
      map.isStale = false;
      map.sources.clear();
    } catch (error) {
      map.failure = error;
      if (map.entries.size > 0) log.warn("client-map-not-renewed", { error });
    } finally {
      map.reading = null;
    }
  })();
  return map.reading;
}

async function textOf(arn: string): Promise<{ readonly text: string; readonly encrypted: boolean }> {
  if (arn.split(":")[2] === "secretsmanager") return { text: await readSecret(arn), encrypted: true };
  const { parameterText } = await import("./aws/parameter-text.ts");
  return parameterText(arn);
}

function entriesOf(text: string, arn: string): ReadonlyMap<string, unknown> {
  const json = parseJson(text, `The client map ${arn}`);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new SourceUnavailable(`The client map ${arn} is no JSON object of entries by client id`);
  }
  return new Map(Object.entries(json));
}
