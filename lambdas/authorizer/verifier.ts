import type { Identity } from "../identity.ts";
import { admitsClient, type Clients } from "../settings/clients.ts";
import { subjectHash } from "../subject-hash.ts";
import { oauthClient } from "./claim-values.ts";
import { identityOf } from "./claims.ts";
import { customCheck } from "./custom-check.ts";
import type { Issuer } from "./issuer.ts";
import type { KeySets } from "./key-sets.ts";
import { type RefusalDetail, TokenRefused } from "./refusal.ts";
import { claimRules, headerRules, type Rule } from "./rules.ts";
import { signatureVerifier } from "./signature.ts";
import { decompose, type UnverifiedToken } from "./token.ts";
import { digestOf, verifiedTokens } from "./verified-tokens.ts";

/**
 * Verifies access tokens of the configured issuers (RFC 9068 section 4, RFC 8725 section 3).
 *
 * aws-jwt-verify verifies the signature and checks issuer, `exp` and `nbf` (`signature.ts`). The rules check
 * what the library leaves open (`rules.ts`).
 * @param clients whose users may call this API
 * @returns a function that says who a token's caller is. It throws TokenRefused when the token is bad, and
 * KeySetUnavailable when the issuer's keys cannot be had.
 */
export function tokenVerifier(
  issuers: readonly Issuer[],
  keySets: KeySets,
  clients: Clients,
): (token: string) => Promise<Identity> {
  const byName = new Map(issuers.map((issuer) => [issuer.name, issuer]));
  const verifySignature = signatureVerifier();
  const verified = verifiedTokens();
  return async (text) => {
    const digest = digestOf(text);
    const known = verified.find(digest);
    const token = known?.token ?? decompose(text);
    try {
      const issuer = byName.get(token.payload.iss);
      if (issuer === undefined) {
        throw new TokenRefused("issuer-unknown", { expected: [...byName.keys()], actual: token.payload.iss });
      }
      keepRules(headerRules, token, issuer);
      // As long as the key set is not renewed this is the same object, and the signature as good as before.
      const key = await keySets.find(issuer, token.header.kid, token.header.alg);
      const objection = known?.key === key ? null : verifySignature(token, issuer, key);
      keepRules(claimRules, token, issuer);
      if (objection !== null) throw new TokenRefused("claim-malformed", { actual: objection });
      if (known?.key !== key) verified.keep(digest, { token, key });
      const identity = identityOf(token.payload, issuer);
      admitClient(identity, clients);
      const reason = customCheck(token.payload, issuer.name);
      if (reason !== null) throw new TokenRefused("custom-check", { actual: reason });
      return identity;
    } catch (error) {
      verified.forget(digest);
      throw error instanceof TokenRefused ? described(error, token) : error;
    }
  };
}

function keepRules(rules: readonly Rule[], token: UnverifiedToken, issuer: Issuer): void {
  for (const { reason, breach } of rules) {
    const found = breach(token, issuer, Date.now() / 1000);
    if (found !== null) throw new TokenRefused(reason, found);
  }
}

/**
 * Refuses whom the deployment does not admit.
 * @throws TokenRefused `client-not-allowed`, with the client that the token names
 */
export function admitClient({ clientId }: Identity, clients: Clients): void {
  if (admitsClient(clients, clientId)) return;
  const expected = clients === "any" ? [] : clients;
  throw new TokenRefused("client-not-allowed", { expected, actual: clientId ?? "(none)" });
}

/**
 * Adds what the log line is to say of the token. The values may not be verified, so their length is limited.
 */
function described(
  { reason, detail }: TokenRefused,
  { header: { kid }, payload }: UnverifiedToken,
): TokenRefused {
  const client = oauthClient(payload);
  const seen: RefusalDetail = {
    issuer: bounded(payload.iss),
    kid: bounded(kid),
    ...(payload.sub === undefined ? {} : { subjectHash: subjectHash(payload.sub) }),
    ...(client === null ? {} : { client: bounded(client) }),
    ...detail,
    ...(detail.actual === undefined ? {} : { actual: bounded(detail.actual) }),
  };
  return new TokenRefused(reason, seen);
}

/** Enough of a value to recognise it by. */
function bounded(value: string): string {
  return value.slice(0, 200);
}
