import { KidNotFoundInJwksError } from "aws-jwt-verify/error";
import type { JwksCache } from "aws-jwt-verify/jwk";
import { log } from "../log.ts";
import { type FetchedKeySet, fetchKeySet, type Jwk } from "./fetch-key-set.ts";
import { KeySetUnavailable } from "./refusal.ts";

/** How key sets are kept; the functions are those of the platform unless a test says otherwise. */
export interface KeySetOptions {
  readonly lifetimeSeconds: number;
  readonly outageSeconds: number;
  readonly fetch?: (uri: string) => Promise<FetchedKeySet>;
  /** Milliseconds. */
  readonly now?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** The issuers' key sets, in the shape that aws-jwt-verify asks for. */
export interface KeySets extends JwksCache {
  /** Fetches the set of an address ahead of the first token; a failure is left for that token to meet. */
  readonly prefetch: (uri: string) => Promise<void>;
  /** Calls `listener` whenever keys have been fetched anew. */
  readonly onRenewed: (listener: () => void) => void;
}

interface KeySet {
  keys: readonly Jwk[] | null;
  fetchedAt: number;
  lifetimeMs: number;
  /** The fetch under way; any number of callers share it. */
  fetching: Promise<void> | null;
  attemptedAt: number;
  failures: number;
  /** No fetch before this time: a provider in trouble is not helped by being asked more. */
  heldBackUntil: number;
}

/** An issuer's own max-age counts, but never below this: no header shall turn every request into a fetch. */
const shortestLifetimeMs = 60_000;
/** At most one fetch in this time for keys that the set does not hold: anyone can send tokens with new key names. */
const unknownKidIntervalMs = 10_000;
const firstHoldBackMs = 1_000;
const longestHoldBackMs = 60_000;

/**
 * Key sets that neither fail nor linger. A set is renewed in the background from half of its lifetime on, so busy functions never
 * wait for one; past its lifetime it is renewed before it is used, so a withdrawn key is gone by then. While the issuer cannot
 * be reached the last good set serves, up to a limit, and fetches are held back exponentially.
 */
export function keySets({
  lifetimeSeconds,
  outageSeconds,
  fetch = fetchKeySet,
  now = Date.now,
  random = Math.random,
}: KeySetOptions): KeySets {
  const sets = new Map<string, KeySet>();
  let renewed: () => void = () => {};

  function setOf(uri: string): KeySet {
    const known = sets.get(uri);
    if (known !== undefined) return known;
    const made = {
      keys: null,
      fetchedAt: 0,
      lifetimeMs: 0,
      fetching: null,
      attemptedAt: Number.NEGATIVE_INFINITY,
      failures: 0,
      heldBackUntil: Number.NEGATIVE_INFINITY,
    };
    sets.set(uri, made);
    return made;
  }

  /** Fetches the set, unless a fetch is under way (then that one is waited for) or held back. Never throws. */
  function renew(uri: string, set: KeySet): Promise<void> {
    if (set.fetching !== null) return set.fetching;
    if (now() < set.heldBackUntil) return Promise.resolve();
    set.attemptedAt = now();
    set.fetching = fetch(uri)
      .then(
        ({ keys, maxAgeSeconds }) => {
          const asked = maxAgeSeconds === null ? lifetimeSeconds * 1000 : maxAgeSeconds * 1000;
          set.keys = keys;
          set.fetchedAt = now();
          set.lifetimeMs = Math.min(Math.max(asked, shortestLifetimeMs), lifetimeSeconds * 1000);
          set.failures = 0;
          set.heldBackUntil = Number.NEGATIVE_INFINITY;
          renewed();
        },
        (error: unknown) => {
          const longest = Math.min(firstHoldBackMs * 2 ** set.failures, longestHoldBackMs);
          set.failures++;
          set.heldBackUntil = now() + longest * (0.5 + random() / 2);
          log.warn("key-set-fetch-failed", { uri, failures: set.failures, error });
        },
      )
      .finally(() => {
        set.fetching = null;
      });
    return set.fetching;
  }

  /** The keys to use now. @throws KeySetUnavailable without a set that is young enough */
  async function usableKeys(uri: string, set: KeySet): Promise<readonly Jwk[]> {
    const age = () => now() - set.fetchedAt;
    if (set.keys === null || age() >= set.lifetimeMs) await renew(uri, set);
    else if (age() >= set.lifetimeMs / 2) void renew(uri, set);
    if (set.keys === null) throw new KeySetUnavailable(`The key set at ${uri} cannot be had`);
    if (age() < set.lifetimeMs) return set.keys;
    if (age() >= outageSeconds * 1000) {
      throw new KeySetUnavailable(`The key set at ${uri} cannot be had, and the last one is too old`);
    }
    log.warn("key-set-stale", { uri, ageSeconds: Math.round(age() / 1000) });
    return set.keys;
  }

  function find(keys: readonly Jwk[] | null, kid: unknown): Jwk | undefined {
    return typeof kid === "string" ? keys?.find((key) => key.kid === kid) : undefined;
  }

  const sorry = () => new KidNotFoundInJwksError("The key is not in the issuer's key set");

  return {
    async getJwk(uri, { header }) {
      const set = setOf(uri);
      const known = find(await usableKeys(uri, set), header.kid);
      if (known !== undefined) return known as never;
      if (set.fetching === null && now() - set.attemptedAt < unknownKidIntervalMs) throw sorry();
      await renew(uri, set);
      const found = find(set.keys, header.kid);
      if (found !== undefined) return found as never;
      throw sorry();
    },
    getCachedJwk(uri, { header }) {
      const found = find(setOf(uri).keys, header.kid);
      if (found !== undefined) return found as never;
      throw sorry();
    },
    async getJwks(uri) {
      return { keys: [...(await usableKeys(uri, setOf(uri)))] } as never;
    },
    addJwks(uri, { keys }) {
      Object.assign(setOf(uri), { keys, fetchedAt: now(), lifetimeMs: lifetimeSeconds * 1000 });
    },
    prefetch: (uri) => renew(uri, setOf(uri)),
    onRenewed(listener) {
      renewed = listener;
    },
  };
}
