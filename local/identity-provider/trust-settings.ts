/**
 * Where the local identity provider at `issuer` has its key set, and what it calls the API: Interject's own
 * paths (protocol section 2).
 */
export function issuerAddresses(issuer: string): { readonly audience: string; readonly jwksUri: string } {
  return { audience: `${issuer}/resources`, jwksUri: `${issuer}/.well-known/openid-configuration/jwks` };
}

/** Interject's public client id of the local identity provider's users. */
export const localClientId = "local-client";

/** The other client that the demo data has rows for: what its users see shows that rows are kept apart. */
const otherClientId = "other-client";

/**
 * Settings with which the stack trusts the local identity provider, and admits the demo data's clients alone,
 * whatever else the environment says of issuers and clients.
 */
export function settingsFor({ issuer }: { readonly issuer: string }): Record<string, string> {
  const { audience, jwksUri } = issuerAddresses(issuer);
  return {
    INTERJECT_ISSUER: issuer,
    INTERJECT_AUDIENCE: audience,
    INTERJECT_JWKS_URI: jwksUri,
    INTERJECT_CLIENTS: JSON.stringify([localClientId, otherClientId]),
  };
}
