import type { Claims } from "./claim-values.ts";

/**
 * A check of your own on every token that is otherwise accepted, whatever the route: the place to ask for a claim that only
 * your identity provider knows. It refuses with 403.
 *
 * ```ts
 * if (issuer === "https://login.example.com/" && claims["department"] !== "Finance") return "not of the finance department";
 * ```
 * @param claims the verified token's
 * @param issuer its `iss`
 * @returns null to accept, or why not, for the log
 */
export function customCheck(_claims: Claims, _issuer: string): string | null {
  return null;
}
