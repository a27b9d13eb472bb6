import * as v from "valibot";
import { type Identity, principalOf } from "../identity.ts";
import type { ClaimPath } from "../settings/issuer-presets.ts";
import { type Claims, claimAt, oauthClient, scopesOf, textsOf } from "./claim-values.ts";
import type { Issuer } from "./issuer.ts";
import { TokenRefused } from "./refusal.ts";
import { parseStrictJson } from "./strict-json.ts";

/** The document inside the claim `user_identity` (protocol section 2), as far as it is used. */
const UserIdentity = v.object({
  UserId: v.nullish(v.number(), null),
  UserIdPublic: v.nullish(v.string(), null),
  LoginName: v.nullish(v.string(), null),
  ClientId: v.nullish(v.number(), null),
  ClientIdPublic: v.nullish(v.string(), null),
});

/**
 * Who the verified claims say the caller is.
 * @throws TokenRefused when the token names nobody, or a claim is not of its form
 */
export function identityOf(claims: Claims, issuer: Issuer): Identity {
  const places = issuer.claims;
  const user = userIdentity(claims, places.userIdentity);
  // An empty `sub` is wrong, and does not make the user the client.
  const subject = claims["sub"] === "" ? null : (text(claims, [["sub"]]) ?? oauthClient(claims));
  if (subject === null) throw new TokenRefused("subject-missing");
  return {
    issuer: issuer.name,
    subject,
    principal: principalOf(issuer.name, subject),
    userId: filled(user.UserIdPublic) ?? text(claims, places.userId),
    userNumber: user.UserId,
    clientNumber: issuer.clientId === null ? user.ClientId : null,
    loginName: filled(user.LoginName) ?? text(claims, places.loginName),
    clientId: issuer.clientId ?? filled(user.ClientIdPublic) ?? text(claims, places.clientId),
    scopes: list(scopesOf, claims, places.scopes),
    roles: list(textsOf, claims, places.roles),
    // With the allowed difference of clocks: the data function asks again, and must come to the same end.
    expiresAt: Math.floor(Number(claims["exp"])) + issuer.clockSkewSeconds,
  };
}

function userIdentity(claims: Claims, paths: readonly ClaimPath[]): v.InferOutput<typeof UserIdentity> {
  const document = text(claims, paths);
  if (document === null) return v.parse(UserIdentity, {});
  try {
    return v.parse(UserIdentity, parseStrictJson(document));
  } catch {
    throw malformed(paths);
  }
}

function list(read: typeof textsOf, claims: Claims, paths: readonly ClaimPath[]): string[] {
  const items = read(claimAt(claims, paths));
  if (items === null) throw malformed(paths);
  return [...items];
}

function text(claims: Claims, paths: readonly ClaimPath[]): string | null {
  const value = claimAt(claims, paths);
  if (value === undefined || typeof value === "string") return filled(value);
  throw malformed(paths);
}

/** An empty text says nothing: it would be the id of all whose id is missing. */
function filled(value: string | null | undefined): string | null {
  return value || null;
}

function malformed(paths: readonly ClaimPath[]): TokenRefused {
  return new TokenRefused("claim-malformed", { actual: paths.map((path) => path.join(".")).join(", ") });
}
