import * as v from "valibot";
import { fetchJson } from "./fetch-json.ts";
import type { Issuer } from "./issuer.ts";

/** A key of an issuer (RFC 7517 section 4), as far as choosing and checking it needs. */
const Jwk = v.looseObject({
  kty: v.string(),
  kid: v.string(),
  use: v.optional(v.string()),
  alg: v.optional(v.string()),
  key_ops: v.optional(v.array(v.string())),
  crv: v.optional(v.string()),
  n: v.optional(v.string()),
  e: v.optional(v.string()),
});
export type Jwk = v.InferOutput<typeof Jwk>;

/** A key set, and how long its sender says that it may be kept. */
export interface FetchedKeySet {
  readonly keys: readonly Jwk[];
  /** Null when the sender does not say. */
  readonly maxAgeSeconds: number | null;
}

const maxKeys = 100;
const KeySet = v.object({ keys: v.pipe(v.array(v.unknown()), v.maxLength(maxKeys)) });

/** OpenID Connect Discovery 1.0 section 4.2. */
const Discovery = v.object({ issuer: v.string(), jwks_uri: v.pipe(v.string(), v.url()) });

/**
 * Fetches an issuer's key set, from the address in its discovery document where the settings name none.
 * @throws Error when either cannot be had, is not what it should be, or holds no key
 */
export async function fetchKeySet(issuer: Issuer): Promise<FetchedKeySet> {
  const { value, maxAgeSeconds } = await fetchJson(issuer.jwksUri ?? (await discover(issuer.name)));
  return { keys: parseKeySet(value), maxAgeSeconds };
}

async function discover(issuer: string): Promise<string> {
  const { value } = await fetchJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const document = v.parse(Discovery, value);
  // Section 4.3: another issuer's document would bring another issuer's keys.
  if (document.issuer !== issuer) throw new Error(`The discovery document of ${issuer} is another issuer's`);
  // Plain http is for this machine alone, so only an issuer on this machine can lead there.
  const { protocol } = new URL(document.jwks_uri);
  if (protocol !== "https:" && protocol !== new URL(issuer).protocol) {
    throw new Error(`The discovery document of ${issuer} names a key set that is not at https://`);
  }
  return document.jwks_uri;
}

/**
 * Reads a key set (RFC 7517 section 5). Keys without a name are left out: no token can ask for them.
 * @returns new objects at each call, which no two issuers share
 * @throws Error when no key is left: an empty set is a mishap, not a withdrawal of every key
 */
export function parseKeySet(value: unknown): readonly Jwk[] {
  const keys = v.parse(KeySet, value).keys.flatMap((entry) => {
    const jwk = v.safeParse(Jwk, entry);
    return jwk.success ? [jwk.output] : [];
  });
  if (keys.length === 0) throw new Error("The key set holds no key with a name");
  return keys;
}
