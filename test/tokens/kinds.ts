import { refused, type TokenCase, type TokenKit } from "./kit.ts";

/** RFC 8725 sections 2.8, 3.11 and 3.12; RFC 9068 section 4; other kinds of tokens by the same issuer. */
export function kindCases({ token, federatedToken }: TokenKit): readonly TokenCase[] {
  const type = (name: string, typ: string | undefined) => refused(name, token({ typ }), "type-not-allowed");
  const kind = (name: string, text: string) => refused(name, text, "not-an-access-token");
  const extension = (name: string, header: object) => refused(name, token(header), "critical-header");
  const bound = (name: string, cnf: unknown) => refused(name, token({}, { cnf }), "sender-constrained");
  return [
    type("no type", undefined),
    type("an empty type", ""),
    type("JWT", "JWT"),
    type("application/jwt", "application/jwt"),
    type("a logout token's type", "logout+jwt"),
    type("a security event's type", "secevent+jwt"),
    type("a DPoP proof's type", "dpop+jwt"),
    type("an introspection answer's type", "token-introspection+jwt"),
    type("a client assertion's type", "client-authentication+jwt"),
    type("the right type and a space", "at+jwt "),
    type("the right type and a parameter", "at+jwt;v=1"),
    type("the right type within another", "xat+jwt"),
    refused("at+jwt where the issuer sends JWT", federatedToken({ typ: "at+jwt" }), "type-not-allowed"),
    kind("an ID token's at_hash", token({}, { at_hash: "x" })),
    kind("an ID token's c_hash", token({}, { c_hash: "x" })),
    kind("an ID token's s_hash", token({}, { s_hash: "x" })),
    kind(
      "a logout token's events",
      token({}, { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }),
    ),
    kind("Cognito's ID token", token({}, { token_use: "id" })),
    kind("a use that is no text", token({}, { token_use: ["access"] })),
    kind("Keycloak's ID token", federatedToken({}, { typ: "ID" })),
    kind("Keycloak's refresh token", federatedToken({}, { typ: "Refresh" })),
    kind("Keycloak's offline token", federatedToken({}, { typ: "Offline" })),
    kind("Keycloak's logout token", federatedToken({}, { typ: "Logout" })),
    kind("an ID token's nonce", federatedToken({}, { nonce: "n" })),
    kind("an ID token, which names no client", federatedToken({}, { azp: undefined })),
    kind("an empty client", federatedToken({}, { azp: "" })),
    extension("a critical extension", { crit: ["exp"] }),
    extension("a critical extension that nobody knows", {
      crit: ["https://evil.example/x"],
      "https://evil.example/x": 1,
    }),
    extension("an empty list of critical extensions", { crit: [] }),
    extension("critical extensions that are no list", { crit: "b64" }),
    extension("a payload that is not in base64url", { crit: ["b64"], b64: false }),
    extension("the same without saying that it is critical", { b64: false }),
    bound("a token bound to a DPoP key", { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }),
    bound("a token bound to a certificate", { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" }),
    bound("a token bound to nothing", {}),
  ];
}
