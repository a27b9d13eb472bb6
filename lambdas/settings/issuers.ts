import * as v from "valibot";
import { filledText, isThisMachine, wholeNumber } from "./checks.ts";
import { type IssuerPreset, issuerPresets, type Provider } from "./issuer-presets.ts";

/** Algorithms that a token may be signed with (RFC 7518 section 3.1, RFC 8037); never `none`, HS* or PS*. */
const Algorithm = v.picklist(["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"]);

/** Key sets travel over https. Plain http is for this machine itself, where nobody can come between. */
function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isThisMachine(hostname));
}

const texts = v.pipe(v.array(filledText), v.minLength(1));
/** A claim's name, or the names on the way to it inside other claims. */
const claim = v.exactOptional(v.union([filledText, texts]));
const preset = (provider: Provider | undefined): IssuerPreset => issuerPresets[provider ?? "duende"];
const interjectIssuers: readonly string[] = [
  issuerPresets.interject.issuer,
  issuerPresets["interject-test"].issuer,
];

/**
 * One identity provider whose access tokens are accepted, as settings describe it. What its preset knows need
 * not be said: `authorizer/issuer.ts` adds that, so that the function's environment (4 KB) stays small.
 */
export const IssuerSettings = v.pipe(
  v.strictObject({
    /** A provider that is known by name; without a name, what Duende IdentityServer does by default. */
    provider: v.optional(v.picklist(Object.keys(issuerPresets) as [Provider, ...Provider[]])),
    /** Exact value of the `iss` claim, for example `https://auth.gointerject.com`. */
    issuer: v.optional(
      v.pipe(
        v.string(),
        v.url(),
        // OpenID Connect Discovery 1.0 section 3. The first `#` of a principal ends the issuer.
        v.check((text) => !text.includes("#"), "it must have no #"),
        // It is a dimension of a metric.
        v.maxLength(255, "it must have at most 255 characters"),
      ),
    ),
    /** Accepted values of `aud`; one must be in the token. */
    audiences: v.optional(texts),
    /** Default RS256, which every provider signs with unless told otherwise. */
    algorithms: v.optional(v.pipe(v.array(Algorithm), v.minLength(1))),
    /** Address of the issuer's key set (RFC 7517 section 5). */
    jwksUri: v.optional(v.pipe(v.string(), v.check(isSafeAddress, "it must begin with https://"))),
    /** Takes that address from the issuer's discovery document (OpenID Connect Discovery 1.0 section 4). */
    discover: v.optional(v.boolean()),
    /**
     * Accepted values of the header's `typ`, in any case and without `application/`; null accepts a token
     * without `typ`. RFC 9068 section 2.1 asks for `at+jwt`, which keeps ID tokens out. Entra ID, Okta and
     * Auth0 send `JWT`.
     */
    types: v.optional(v.pipe(v.array(v.nullable(v.string())), v.minLength(1))),
    /** Where values stand in the claims, where the provider's own places are not the right ones. */
    claims: v.optional(
      v.strictObject({
        audience: claim,
        scopes: claim,
        roles: claim,
        userIdentity: claim,
        userId: claim,
        loginName: claim,
        clientId: claim,
      }),
    ),
    /**
     * Interject's public client id of everyone from this issuer; it counts whatever a token says. Of such an
     * issuer ids, login name and roles are believed only from claims that `claims` names.
     */
    clientId: v.optional(filledText),
    /** Scopes of which a token must have every one, whatever the route. */
    requiredScopes: v.optional(texts),
    /** By how much the clocks of issuer and function may differ, for `exp`, `nbf` and `iat`. Default 5. */
    clockSkewSeconds: v.optional(wholeNumber(0, 60)),
  }),
  v.forward(
    v.check(
      ({ provider, issuer }) => (issuer ?? preset(provider).issuer) !== undefined,
      "it must be the exact `iss` of this provider's tokens",
    ),
    ["issuer"],
  ),
  v.forward(
    v.check(
      ({ provider, issuer, clientId }) =>
        clientId === undefined || !interjectIssuers.includes(issuer ?? preset(provider).issuer ?? ""),
      "Interject's identity provider vouches for all its customers; name yours in clients instead",
    ),
    ["clientId"],
  ),
  v.forward(
    v.check(
      ({ issuer, jwksUri }) => issuer === undefined || jwksUri !== undefined || isSafeAddress(issuer),
      "it must begin with https://, or jwksUri must say where the keys are",
    ),
    ["issuer"],
  ),
  v.forward(
    v.check(
      // Auth0: "Validate JSON Web Tokens", whose `iss` is the tenant's address with its slash.
      ({ provider, issuer }) => provider !== "auth0" || issuer === undefined || issuer.endsWith("/"),
      "it must end with a slash, as the `iss` of Auth0's tokens does",
    ),
    ["issuer"],
  ),
  v.forward(
    v.check(
      ({ provider, audiences }) => audiences !== undefined || preset(provider).audience !== undefined,
      "it must name what this API is called in `aud`",
    ),
    ["audiences"],
  ),
  v.forward(
    v.check(
      ({ discover, jwksUri }) => !(discover === true && jwksUri !== undefined),
      "it cannot be true together with jwksUri",
    ),
    ["discover"],
  ),
);
export type IssuerSettings = v.InferOutput<typeof IssuerSettings>;

/**
 * Whether an issuer's tokens can be those of several companies' users: Interject's, and a Duende server's
 * unless settings say that all its users are of one client.
 */
export function isShared({ provider = "duende", clientId }: IssuerSettings): boolean {
  return clientId === undefined && ["interject", "interject-test", "duende"].includes(provider);
}

/** The identity providers whose tokens are accepted. The issuer that a token names judges it. */
export const IssuerList = v.pipe(
  v.array(IssuerSettings, "it must be a list of issuers"),
  v.minLength(1, "it must name at least one issuer"),
  v.check((issuers) => {
    const names = issuers.map(({ provider, issuer }) => issuer ?? preset(provider).issuer);
    return new Set(names).size === names.length;
  }, "it must not name an issuer twice"),
);
