/**
 * Where the local identity provider at `issuer` has its key set, and what it calls the API: Interject's own
 * paths (protocol section 2).
 */
export function issuerAddresses(issuer: string): { readonly audience: string; readonly jwksUri: string } {
  return { audience: `${issuer}/resources`, jwksUri: `${issuer}/.well-known/openid-configuration/jwks` };
}

/**
 * Settings with which the stack trusts the local identity provider, whatever else the environment
 * says of issuers.
 */
export function settingsFor({ issuer }: { readonly issuer: string }): Record<string, string> {
  const { audience, jwksUri } = issuerAddresses(issuer);
  return { INTERJECT_ISSUER: issuer, INTERJECT_AUDIENCE: audience, INTERJECT_JWKS_URI: jwksUri };
}
