import type { ClaimPath } from "../settings/issuer-presets.ts";

/** A token's claims, whatever their form. */
export type Claims = Readonly<Record<string, unknown>>;

/** The first value that stands at one of `paths`; undefined when nothing does. */
export function claimAt(claims: Claims, paths: readonly ClaimPath[]): unknown {
  for (const path of paths) {
    const value = path.reduce<unknown>(memberOf, claims);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Claims)[name];
}

/**
 * The scopes of a claim: a list of texts, or one text with spaces between them (RFC 8693 section 4.2).
 * Providers send both.
 * @returns null when the claim is neither
 */
export function scopesOf(claim: unknown): readonly string[] | null {
  return textsOf(typeof claim === "string" ? claim.split(" ").filter((scope) => scope !== "") : claim);
}

/**
 * The texts of a claim that holds one or a list of them. One text stays one, whatever is in it: the role
 * `Read Only Admin` does not make an `Admin`.
 * @returns null when the claim is neither
 */
export function textsOf(claim: unknown): readonly string[] | null {
  if (claim === undefined || claim === "") return [];
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim) && claim.every((item) => typeof item === "string") ? claim : null;
}

/** Claims that name the OAuth client of a token: RFC 9068's, OpenID Connect's, Entra ID v1's and Okta's. */
const clientClaims: readonly ClaimPath[] = [["client_id"], ["azp"], ["appid"], ["cid"]];

/** The OAuth client's id; null when no claim names it. */
export function oauthClient(claims: Claims): string | null {
  const client = claimAt(claims, clientClaims);
  return typeof client === "string" && client !== "" ? client : null;
}
