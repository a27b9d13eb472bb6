import { accepted, audience, type TokenCase, type TokenKit } from "./kit.ts";

/** Tokens that must be accepted, however unusual. */
export function goodCases({
  token,
  federatedToken,
  key,
  raw,
  good,
  now,
  payload,
}: TokenKit): readonly TokenCase[] {
  const spaced = (value: object) => JSON.stringify(value, null, 2);
  return [
    accepted("RS256", token()),
    accepted("RS384", token({}, {}, key("RS384"))),
    accepted("RS512", token({}, {}, key("RS512"))),
    accepted("ES256", token({}, {}, key("ES256"))),
    accepted("ES384", token({}, {}, key("ES384"))),
    accepted("ES512", token({}, {}, key("ES512"))),
    accepted("EdDSA", token({}, {}, key("EdDSA"))),
    accepted("type in capitals", token({ typ: "AT+JWT" })),
    accepted("type with its media type's prefix", token({ typ: "application/at+jwt" })),
    accepted("scopes as a list, Duende's default", token({}, { scope: ["openid", "data"] })),
    accepted("scopes as a text", token({}, { scope: "openid data" })),
    accepted("no scopes", token({}, { scope: undefined })),
    accepted(
      "several audiences, this API among them",
      token({}, { aud: ["https://other.example", audience] }),
    ),
    accepted("no subject but a client, as machines have it", token({}, { sub: undefined })),
    accepted("no nbf", token({}, { nbf: undefined })),
    accepted("an end with a fraction", token({}, { exp: now + 60.5 })),
    accepted(
      "an end in another notation",
      raw(
        spaced({ alg: "RS256", typ: "at+jwt", kid: "k-RS256" }),
        spaced({ ...payload(), exp: 0 }).replace(/"exp": 0/, `"exp": ${((now + 600) / 1e9).toFixed(9)}e9`),
      ),
    ),
    accepted("one name in several objects", token({}, { a: { sub: 1 }, b: [{ sub: 2 }, { sub: 3 }] })),
    accepted("a claim's text that looks like JSON", token({}, { note: '{"sub":1,"sub":2}' })),
    accepted("a header that is not needed", token({ x5t: "thumbprint", cty: "JWT" })),
    accepted("claims nobody has asked for", token({}, { acr: "1", amr: ["pwd"], sid: "s", jti: "j" })),
    accepted("a name in any script", token({}, { name: "Žofia 李 😀" })),
    accepted("Cognito's sign of an access token", token({}, { token_use: "access" })),
    accepted("a federated provider's, with a required scope", federatedToken()),
    accepted(
      "a federated provider's, with Keycloak's sign",
      federatedToken({}, { typ: "Bearer", nonce: "n" }),
    ),
    { name: "scheme in lower case", authorization: [`bearer ${good}`], status: 200, reason: null },
    { name: "scheme in capitals", authorization: [`BEARER ${good}`], status: 200, reason: null },
    { name: "several spaces", authorization: [`Bearer   ${good}`], status: 200, reason: null },
  ];
}
