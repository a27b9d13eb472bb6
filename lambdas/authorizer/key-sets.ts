import { log } from "../log.ts";
import { counted } from "../metric.ts";
import { type FetchedKeySet, fetchKeySet, type Jwk } from "./fetch-key-set.ts";
import type { Issuer } from "./issuer.ts";
import { keyFits } from "./key-fit.ts";
import { KeySetUnavailable, TokenRefused } from "./refusal.ts";

/** How key sets are kept; the functions are those of the platform unless a test says otherwise. */
export interface KeySetOptions {
  readonly lifetimeSeconds: number;
  readonly outageSeconds: number;
  /** Key sets to begin with, by the issuer's name, for a start during an outage. */
  readonly packed?: ReadonlyMap<string, readonly Jwk[]>;
  readonly fetch?: (issuer: Issuer) => Promise<FetchedKeySet>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

/** The issuers' keys. */
export interface KeySets {
  /**
   * The key with which a token is to be verified.
   * @returns the same object until the set is renewed
   * @throws TokenRefused when the issuer has no such key, or the key is not for this algorithm;
   * KeySetUnavailable when that cannot be known
   */
  readonly find: (issuer: Issuer, kid: string, algorithm: string) => Promise<Jwk>;
  /** Fetches the set of an issuer ahead of the first token; a failure is left for that token to meet. */
  readonly prefetch: (issuer: Issuer) => Promise<void>;
}

interface KeySet {
  keys: readonly Jwk[];
  /** When they were fetched; null before the first time. */
  fetchedAt: number | null;
  lifetimeMs: number;
  /** Until when it may be used at all, in an outage too. */
  servesUntil: number;
  /** The fetch under way; any number of callers share it. */
  fetching: Promise<void> | null;
  failures: number;
  /** No fetch before this time: a provider in trouble is not helped by being asked more. */
  heldBackUntil: number;
  /** When a key that the set did not hold was last fetched for. */
  unknownKidAt: number;
}

/** An issuer's max-age counts, but never below this: no header may turn every request into a fetch. */
const shortestLifetimeMs = 300_000;
/** At most one fetch in this time for unknown keys: anyone can send tokens with new key names. */
const unknownKidIntervalMs = 10_000;
const firstHoldBackMs = 1_000;
const longestHoldBackMs = 60_000;
/** No fetch takes this long: the function was frozen meanwhile, as Lambda does between invocations. */
const frozenMs = 15_000;

/**
 * Key sets that outlive an outage of their issuer, and do not outlive a key's withdrawal for long.
 * - From half of its lifetime on a set is renewed in the background, so a busy function never waits for a
 *   fetch.
 * - Past its lifetime a set is renewed before it is used, so a withdrawn key is gone by then.
 * - While the issuer cannot be reached, the last good set serves, up to a limit, and fetches are held back
 *   for longer and longer.
 */
export function keySets(options: KeySetOptions): KeySets {
  const { outageSeconds, packed, fetch = fetchKeySet, now = Date.now, random = Math.random } = options;
  const longestLifetimeMs = options.lifetimeSeconds * 1000;
  const outageMs = outageSeconds * 1000;
  const sets = new Map<string, KeySet>();

  function setOf({ name }: Issuer): KeySet {
    const known = sets.get(name);
    if (known !== undefined) return known;
    const keys = packed?.get(name) ?? [];
    const made = {
      keys,
      // A packed set counts as past its lifetime, so a fetch is tried before the set is used.
      fetchedAt: keys.length === 0 ? null : now() - longestLifetimeMs,
      lifetimeMs: longestLifetimeMs,
      servesUntil: keys.length === 0 ? Number.NEGATIVE_INFINITY : now() + outageMs,
      fetching: null,
      failures: 0,
      heldBackUntil: Number.NEGATIVE_INFINITY,
      unknownKidAt: Number.NEGATIVE_INFINITY,
    };
    sets.set(name, made);
    return made;
  }

  /**
   * Fetches the set or waits for the fetch under way; does nothing while fetches are held back. Never throws.
   */
  function renew(issuer: Issuer, set: KeySet): Promise<void> {
    if (set.fetching !== null) return set.fetching;
    if (now() < set.heldBackUntil) return Promise.resolve();
    const startedAt = now();
    set.fetching = fetch(issuer)
      .then(
        ({ keys, maxAgeSeconds }) => {
          const asked = maxAgeSeconds === null ? longestLifetimeMs : maxAgeSeconds * 1000;
          set.keys = keys;
          // From the fetch's start: the issuer may withdraw a key while it answers.
          set.fetchedAt = startedAt;
          set.lifetimeMs = Math.min(Math.max(asked, shortestLifetimeMs), longestLifetimeMs);
          set.servesUntil = startedAt + Math.max(set.lifetimeMs, outageMs);
          set.failures = 0;
          set.heldBackUntil = Number.NEGATIVE_INFINITY;
        },
        (error: unknown) => {
          if (now() - startedAt >= frozenMs) return;
          const longest = Math.min(firstHoldBackMs * 2 ** set.failures, longestHoldBackMs);
          set.failures++;
          set.heldBackUntil = now() + longest * (0.5 + random() / 2);
          warn(issuer, set, error);
        },
      )
      .finally(() => {
        set.fetching = null;
      });
    return set.fetching;
  }

  async function renewForUnknownKid(issuer: Issuer, set: KeySet): Promise<void> {
    if (set.fetching === null) {
      if (now() - set.unknownKidAt < unknownKidIntervalMs) return;
      set.unknownKidAt = now();
    }
    await renew(issuer, set);
  }

  /** One line and one count for each failed fetch, not for each token that the old set serves. */
  function warn({ name }: Issuer, set: KeySet, error: unknown): void {
    const ageSeconds = set.fetchedAt === null ? null : Math.round((now() - set.fetchedAt) / 1000);
    log.warn("key-set-fetch-failed", {
      failures: set.failures,
      ageSeconds,
      serves: isUsable(set),
      error: error instanceof Error ? error : new Error(String(error)),
      ...counted("KeySetFetchFailed", { issuer: name }),
    });
  }

  const ageOf = (set: KeySet) => (set.fetchedAt === null ? Number.POSITIVE_INFINITY : now() - set.fetchedAt);
  const isUsable = (set: KeySet) => now() < set.servesUntil;

  return {
    prefetch: (issuer) => renew(issuer, setOf(issuer)),

    async find(issuer, kid, algorithm) {
      const set = setOf(issuer);
      const named = () => set.keys.filter((key) => key.kid === kid);
      const tooOld = ageOf(set) >= set.lifetimeMs;
      if (tooOld) await renew(issuer, set);
      else if (ageOf(set) >= set.lifetimeMs / 2) void renew(issuer, set);
      if (!tooOld && named().length === 0) await renewForUnknownKid(issuer, set);
      if (!isUsable(set)) throw new KeySetUnavailable(`The key set of ${issuer.name} cannot be had`);
      const candidates = named();
      // The key may be new, and the set could not be renewed to find out.
      if (candidates.length === 0 && set.failures > 0)
        throw new KeySetUnavailable(`Whether ${issuer.name} has a new key cannot be known`);
      if (candidates.length === 0) throw new TokenRefused("key-unknown");
      const key = candidates.find((key) => keyFits(key, algorithm));
      if (key === undefined) throw new TokenRefused("key-unfit");
      return key;
    },
  };
}
