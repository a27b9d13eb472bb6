/**
 * What is known of the common identity providers, so that a provider's name is enough. Each preset follows
 * the page of its provider's documentation that is named beside it; `docs/identity-providers.md` says what to
 * set up there.
 */

/** Where a value stands in the claims: names from the outside in. */
export type ClaimPath = readonly string[];

/** Where the values that this API uses stand in a provider's tokens. The first of several places counts. */
export interface ClaimPaths {
  /** Which APIs a token is for. */
  readonly audience: readonly ClaimPath[];
  readonly scopes: readonly ClaimPath[];
  readonly roles: readonly ClaimPath[];
  /** Interject's document inside a claim (protocol section 2). */
  readonly userIdentity: readonly ClaimPath[];
  /** Interject's public user id, where it has a claim of its own. */
  readonly userId: readonly ClaimPath[];
  readonly loginName: readonly ClaimPath[];
  /** Interject's public client id, where it has a claim of its own. */
  readonly clientId: readonly ClaimPath[];
}

/** What tokens of a provider look like. */
export interface IssuerPreset {
  /** `iss`, where it is the same for everyone. */
  readonly issuer?: string;
  /** `aud`, where it follows from the issuer. */
  readonly audience?: (issuer: string) => string;
  readonly jwksUri: (issuer: string) => string;
  /** Accepted values of the header's `typ`; null accepts a token without `typ`. */
  readonly types: readonly (string | null)[];
  readonly claims: ClaimPaths;
}

const below = (path: string) => (issuer: string) => `${issuer.replace(/\/$/, "")}${path}`;

/** Places that have the same names everywhere: RFC 9068 section 2.2. */
const standard: ClaimPaths = {
  audience: [["aud"]],
  scopes: [["scope"], ["scp"]],
  roles: [["role"], ["roles"]],
  userIdentity: [],
  userId: [],
  loginName: [],
  clientId: [],
};

/** Duende IdentityServer: "Protecting APIs". */
const duende = {
  audience: below("/resources"),
  jwksUri: below("/.well-known/openid-configuration/jwks"),
  types: ["at+jwt"],
  claims: standard,
};

/**
 * Interject's own claims (protocol section 2). No other provider's preset has them: whoever else signs them
 * could be any of Interject's users.
 */
const interject = {
  ...duende,
  claims: { ...standard, userIdentity: [["user_identity"]], clientId: [["ids_client_id"]] },
};

/** The providers that are known, by the name that settings call them. */
export const issuerPresets = {
  interject: { ...interject, issuer: "https://auth.gointerject.com" },
  "interject-test": { ...interject, issuer: "https://test-auth.gointerject.com" },
  duende,
  /**
   * Microsoft: "Access token claims reference". The issuer is
   * `https://login.microsoftonline.com/{tenant id}/v2.0`.
   */
  "entra-v2": {
    jwksUri: (issuer) => issuer.replace(/\/v2\.0\/?$/, "/discovery/v2.0/keys"),
    types: ["JWT"],
    claims: { ...standard, scopes: [["scp"]], roles: [["roles"]], loginName: [["preferred_username"]] },
  },
  /**
   * The same page. The issuer is `https://sts.windows.net/{tenant id}/`; its keys are at the sign-in address.
   */
  "entra-v1": {
    jwksUri: (issuer) =>
      `https://login.microsoftonline.com${new URL(issuer).pathname.replace(/\/$/, "")}/discovery/keys`,
    types: ["JWT"],
    claims: {
      ...standard,
      scopes: [["scp"]],
      roles: [["roles"]],
      loginName: [["upn"], ["unique_name"]],
    },
  },
  /**
   * Okta: "Validate access tokens". Custom authorization servers only: the org's tokens are for Okta alone.
   */
  okta: {
    jwksUri: below("/v1/keys"),
    types: [null, "JWT", "at+jwt"],
    claims: { ...standard, scopes: [["scp"]], roles: [["groups"]], loginName: [["sub"]] },
  },
  /** Auth0: "Access Token Profiles", both of them. */
  auth0: {
    jwksUri: below("/.well-known/jwks.json"),
    types: ["JWT", "at+jwt"],
    claims: { ...standard, scopes: [["scope"]], roles: [["permissions"]] },
  },
  /**
   * AWS: "Understanding the access token". `aud` needs resource binding; the app client's id is always there.
   */
  cognito: {
    jwksUri: below("/.well-known/jwks.json"),
    types: [null, "JWT"],
    claims: {
      ...standard,
      audience: [["aud"], ["client_id"]],
      scopes: [["scope"]],
      roles: [["cognito:groups"]],
      loginName: [["username"]],
    },
  },
  /** Keycloak: "Server Administration Guide", OIDC clients. The API's audience needs an audience mapper. */
  keycloak: {
    jwksUri: below("/protocol/openid-connect/certs"),
    types: ["JWT", "at+jwt"],
    claims: {
      ...standard,
      scopes: [["scope"]],
      roles: [["realm_access", "roles"]],
      loginName: [["preferred_username"]],
    },
  },
} as const satisfies Readonly<Record<string, IssuerPreset>>;

/** A provider by name. */
export type Provider = keyof typeof issuerPresets;
