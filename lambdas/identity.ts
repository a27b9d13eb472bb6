import * as v from "valibot";

/**
 * Who the caller is, from the verified token alone. The authorizer writes it into the gateway's
 * authorizer context, the data function reads it back; both directions stand here so that they cannot drift.
 */
const Identity = v.strictObject({
  /** `iss`: the identity provider that vouches for all the rest. */
  issuer: v.string(),
  /** `sub`, or the OAuth client's id where a token has no subject. Unique within the issuer. */
  subject: v.string(),
  /**
   * `<issuer>#<subject>`: who this is among the users of all issuers, whatever ids these give them. An issuer
   * has no `#`, so the first ends it, and no two users have the same principal.
   */
  principal: v.string(),
  /** Interject's public user id (`user_identity.UserIdPublic`); null where the token carries none. */
  userId: v.nullable(v.string()),
  /** Interject's internal numbers of user and client (`UserId`, `ClientId`), of use only to compare. */
  userNumber: v.nullable(v.number()),
  clientNumber: v.nullable(v.number()),
  /** `user_identity.LoginName`; null where the token carries none. */
  loginName: v.nullable(v.string()),
  /**
   * The customer's tenant: Interject's public client id (`user_identity.ClientIdPublic` or `ids_client_id`).
   */
  clientId: v.nullable(v.string()),
  /** Granted scopes, in the token's order. */
  scopes: v.array(v.string()),
  /** Roles the issuer granted; empty where the issuer has none. */
  roles: v.array(v.string()),
  /** `exp` in seconds since 1970: the end of the token, which a cached authorizer result can outlive. */
  expiresAt: v.pipe(v.number(), v.integer()),
});
export type Identity = v.InferOutput<typeof Identity>;

/** The principal of an issuer's user. */
export function principalOf(issuer: string, subject: string): string {
  return `${issuer}#${subject}`;
}

/**
 * The authorizer context for `identity`. One JSON string, because the gateway turns every context
 * value into a string (AWS: "Output from an API Gateway Lambda authorizer"). Beside it the principal for the
 * gateway's access log, which writes a value between two quotes as it is: so escaped, whatever a token's
 * subject holds.
 */
export function encodeIdentity(identity: Identity): {
  readonly identity: string;
  readonly principalAsJson: string;
} {
  return {
    identity: JSON.stringify(identity),
    principalAsJson: JSON.stringify(identity.principal).slice(1, -1),
  };
}

/**
 * Reads the identity back from `event.requestContext.authorizer`; null when the route has no authorizer.
 * @throws Error when there is a context that {@link encodeIdentity} did not write
 */
export function decodeIdentity(context: unknown): Identity | null {
  const wrapper = v.safeParse(v.object({ identity: v.string() }), context);
  if (!wrapper.success) return null;
  return v.parse(Identity, JSON.parse(wrapper.output.identity));
}
