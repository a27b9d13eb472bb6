import { hash } from "node:crypto";
import type { Jwk } from "./fetch-key-set.ts";
import type { UnverifiedToken } from "./token.ts";

/** Enough for all who call within an hour; a token takes a few kilobytes. */
const mostTokens = 1_000;

/** A token in its parts, and the key under which its signature is good. */
export interface VerifiedToken {
  readonly token: UnverifiedToken;
  readonly key: Jwk;
}

/**
 * Tokens whose signature has been verified, so that it is not again for each request of an hour. Only the
 * signature is remembered: every rule is asked each time.
 */
export interface VerifiedTokens {
  readonly find: (digest: string) => VerifiedToken | undefined;
  readonly keep: (digest: string, verified: VerifiedToken) => void;
  readonly forget: (digest: string) => void;
}

/** What a token is remembered by: nothing that could be sent in its place. */
export function digestOf(token: string): string {
  return hash("sha256", token, "base64url");
}

/** @param most how many are kept; the one that was not seen for longest goes first */
export function verifiedTokens(most = mostTokens): VerifiedTokens {
  const kept = new Map<string, VerifiedToken>();
  return {
    find(digest) {
      const found = kept.get(digest);
      if (found === undefined) return undefined;
      // To the end of the order, in which a Map has what was put into it.
      kept.delete(digest);
      kept.set(digest, found);
      return found;
    },
    keep(digest, verified) {
      kept.set(digest, verified);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    forget: (digest) => void kept.delete(digest),
  };
}
