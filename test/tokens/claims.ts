import { audience, refused, type TokenCase, type TokenKit } from "./kit.ts";

/** RFC 7519 section 4.1, RFC 9068 sections 2.2 and 4, RFC 8725 section 3.9; Interject's own claims. */
export function claimCases({ token, federatedToken, now }: TokenKit): readonly TokenCase[] {
  const otherAudience = (name: string, aud: unknown) =>
    refused(name, token({}, { aud }), "audience-mismatch");
  const malformed = (name: string, claims: object) => refused(name, token({}, claims), "claim-malformed");
  const user = (name: string, document: unknown) => malformed(name, { user_identity: document });
  const lacking = (name: string, scope: unknown): TokenCase => ({
    ...refused(name, federatedToken({}, { scope }), "scope-missing"),
    status: 403,
  });
  const stranger = (name: string, claims: object): TokenCase => ({
    ...refused(name, token({}, claims), "client-not-allowed"),
    status: 403,
  });
  return [
    refused("no end", token({}, { exp: undefined }), "expiry-missing"),
    refused("an end an hour ago", token({}, { exp: now - 3600, iat: now - 7200 }), "expired"),
    refused("an end at the beginning of time", token({}, { exp: 0 }), "expired"),
    refused("an end before the beginning of time", token({}, { exp: -1 }), "expired"),
    refused("an end before its start", token({}, { exp: now - 10, nbf: now - 5 }), "expired"),
    refused("a start in an hour", token({}, { nbf: now + 3600 }), "not-yet-valid"),
    refused("a start in milliseconds", token({}, { nbf: now * 1000 }), "not-yet-valid"),
    refused("no time of issue", token({}, { iat: undefined }), "issued-at-missing"),
    refused("a time of issue in an hour", token({}, { iat: now + 3600 }), "issued-in-future"),
    refused("a time of issue in milliseconds", token({}, { iat: now * 1000 }), "issued-in-future"),
    otherAudience("no audience", undefined),
    otherAudience("another audience", "https://other.example"),
    otherAudience("other audiences", ["https://other.example", "https://third.example"]),
    otherAudience("an empty audience", ""),
    otherAudience("an empty list of audiences", []),
    otherAudience("an audience with a slash more", `${audience}/`),
    otherAudience("an audience in capitals", audience.toUpperCase()),
    otherAudience("an audience that begins alike", `${audience}.evil.example`),
    otherAudience("the beginning of the audience", audience.slice(0, -1)),
    otherAudience("audiences in one text", `${audience} https://other.example`),
    otherAudience("the client as the audience, as ID tokens have it", "addin"),
    otherAudience("the federated issuer's audience", "api://data"),
    refused(
      "neither subject nor client",
      token({}, { sub: undefined, client_id: undefined }),
      "subject-missing",
    ),
    refused("an empty subject", token({}, { sub: "" }), "subject-missing"),
    refused("a client that is no text", token({}, { sub: undefined, client_id: 7 }), "subject-missing"),
    user("a user who is an object", { UserIdPublic: "u" }),
    user("a user who is a list", ["u"]),
    user("a user who is no JSON", "{"),
    user("a user who is a text in a text", '"u"'),
    user("a user with a number for a name", '{"LoginName":7}'),
    user("a user with an object for an id", '{"UserIdPublic":{"a":1}}'),
    user("a user with a list for a client", '{"ClientIdPublic":["c"]}'),
    user("a user with two ids", '{"UserIdPublic":"u","UserIdPublic":"admin"}'),
    malformed("a client id that is a list", { ids_client_id: ["c"] }),
    malformed("a scope that is a number", { scope: 7 }),
    malformed("a scope that is an object", { scope: { data: true } }),
    malformed("a scope that is a list with a number", { scope: ["data", 7] }),
    malformed("a role that is true", { role: true }),
    stranger("a user of no client", { ids_client_id: undefined }),
    stranger("a user of an empty client", { ids_client_id: "" }),
    stranger("a user of another client", { ids_client_id: "GLOBEX" }),
    stranger("a client in another letter case", { ids_client_id: "acme" }),
    stranger("a client with a space more", { ids_client_id: "ACME " }),
    stranger("two clients in one text", { ids_client_id: "ACME,GLOBEX" }),
    stranger("another client in the user's document", { user_identity: '{"ClientIdPublic":"GLOBEX"}' }),
    lacking("none of the required scopes", undefined),
    lacking("another scope than the required one", "openid profile"),
    lacking("a scope that begins alike", "database"),
    lacking("a scope in capitals", ["DATA"]),
    lacking("scopes in one item of a list", ["openid data"]),
  ];
}
