import type { Claims } from "./claim-values.ts";

/**
 * A check of your own, asked of every token that is otherwise accepted, whatever the route. Ask here for a
 * claim that only your identity provider knows.
 * @param claims the verified token's claims
 * @param issuer the token's `iss`
 * @returns null to accept the token; a text refuses it (HTTP 403), and says in the log why
 * @example
 * if (issuer !== "https://login.example.com/") return null;
 * return claims["department"] === "Finance" ? null : "not of the finance department";
 */
export function customCheck(_claims: Claims, _issuer: string): string | null {
  return null;
}
