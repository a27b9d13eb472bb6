import * as v from "valibot";
import type { Identity } from "../identity.ts";
import { TokenRefused } from "./refusal.ts";
import type { Claims } from "./verifier.ts";

/** The document inside the claim `user_identity` (protocol section 2), as far as it is used. */
const UserIdentity = v.object({
  UserId: v.nullish(v.number(), null),
  UserIdPublic: v.nullish(v.string(), null),
  LoginName: v.nullish(v.string(), null),
  ClientId: v.nullish(v.number(), null),
  ClientIdPublic: v.nullish(v.string(), null),
});

const Texts = v.array(v.string());

/**
 * Who the verified claims say the caller is.
 * @throws TokenRefused when the token names nobody, or a claim is not of its form
 */
export function identityOf(claims: Claims): Identity {
  const user = userIdentity(claims["user_identity"]);
  const subject = claims.sub ?? textOf(claims["client_id"], "client_id");
  if (subject === null || subject === "") throw new TokenRefused("subject-missing", { issuer: claims.iss });
  return {
    issuer: claims.iss,
    subject,
    userId: user.UserIdPublic,
    userNumber: user.UserId,
    clientNumber: user.ClientId,
    loginName: user.LoginName,
    clientId: user.ClientIdPublic ?? textOf(claims["ids_client_id"], "ids_client_id"),
    scopes: listOf(claims["scope"] ?? claims["scp"], "scope"),
    roles: listOf(claims["role"] ?? claims["roles"], "role"),
    expiresAt: Math.floor(claims.exp),
  };
}

function userIdentity(claim: unknown): v.InferOutput<typeof UserIdentity> {
  if (claim === undefined) return v.parse(UserIdentity, {});
  try {
    return v.parse(UserIdentity, JSON.parse(v.parse(v.string(), claim)));
  } catch {
    throw new TokenRefused("claim-malformed", { actual: "user_identity" });
  }
}

/** A space-delimited text (RFC 8693 section 4.2) or a list of texts: identity providers send both. */
function listOf(claim: unknown, name: string): string[] {
  if (claim === undefined || claim === null) return [];
  if (typeof claim === "string") return claim.split(" ").filter((item) => item !== "");
  const list = v.safeParse(Texts, claim);
  if (list.success) return list.output;
  throw new TokenRefused("claim-malformed", { actual: name });
}

function textOf(claim: unknown, name: string): string | null {
  if (claim === undefined || claim === null) return null;
  if (typeof claim === "string") return claim;
  throw new TokenRefused("claim-malformed", { actual: name });
}
