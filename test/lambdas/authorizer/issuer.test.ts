import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { TokenRefused } from "../../../lambdas/authorizer/refusal.ts";
import { tokenVerifier } from "../../../lambdas/authorizer/verifier.ts";
import type { Identity } from "../../../lambdas/identity.ts";
import { issuerPresets, type Provider } from "../../../lambdas/settings/issuer-presets.ts";
import { countingServer } from "../../support/key-set-server.ts";
import { parseIssuers } from "../../support/settings.ts";
import { keySetOf, signToken, tokenKey } from "../../support/tokens.ts";

const key = tokenKey("RS256", "k");
const now = Math.floor(Date.now() / 1000);
const times = { iat: now, exp: now + 3600 };
let server: Awaited<ReturnType<typeof countingServer>>;

beforeAll(async () => {
  server = await countingServer((response) => response.end(keySetOf([key])));
});
afterAll(() => server.close());

/** One provider as its documentation describes it. */
interface Documented {
  readonly provider: Provider;
  /** What a deployment writes beside `provider`. */
  readonly settings: { readonly issuer?: string; readonly audiences?: readonly string[] };
  readonly jwksUri: string;
  readonly header: object;
  readonly payload: object;
  readonly identity: Partial<Identity>;
  /** What makes of it the ID token of the same user. */
  readonly idToken: { readonly header?: object; readonly payload: object };
}

const user_identity = JSON.stringify({
  UserId: 7,
  UserIdPublic: "u",
  LoginName: "mary",
  ClientId: 8,
  ClientIdPublic: "c",
});
const tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
const app = "00001111-aaaa-2222-bbbb-3333cccc4444";
const duende = {
  header: { alg: "RS256", kid: "k", typ: "at+jwt", x5t: "k" },
  payload: {
    nbf: now,
    client_id: "addin",
    sub: "42",
    auth_time: now,
    idp: "local",
    jti: "7F5B",
    scope: ["openid", "profile", "offline_access"],
    amr: ["pwd"],
    user_identity,
  },
  identity: {
    subject: "42",
    userId: "u",
    userNumber: 7,
    clientId: "c",
    clientNumber: 8,
    loginName: "mary",
    scopes: ["openid", "profile", "offline_access"],
  },
  idToken: {
    header: { typ: "JWT" },
    payload: { aud: "addin", at_hash: "x", nonce: "n", client_id: undefined },
  },
};

const documented: readonly Documented[] = [
  {
    provider: "interject",
    settings: {},
    jwksUri: "https://auth.gointerject.com/.well-known/openid-configuration/jwks",
    ...duende,
    payload: {
      iss: "https://auth.gointerject.com",
      aud: "https://auth.gointerject.com/resources",
      ...duende.payload,
    },
  },
  {
    provider: "interject-test",
    settings: {},
    jwksUri: "https://test-auth.gointerject.com/.well-known/openid-configuration/jwks",
    ...duende,
    payload: {
      iss: "https://test-auth.gointerject.com",
      aud: ["https://test-auth.gointerject.com/resources", "other"],
      ...duende.payload,
      user_identity: undefined,
      ids_client_id: "older",
    },
    identity: { subject: "42", userId: null, clientId: "older", loginName: null },
  },
  {
    provider: "duende",
    settings: { issuer: "https://login.example.com" },
    jwksUri: "https://login.example.com/.well-known/openid-configuration/jwks",
    ...duende,
    payload: {
      iss: "https://login.example.com",
      aud: "https://login.example.com/resources",
      ...duende.payload,
    },
    // Interject's claims are believed of Interject alone.
    identity: { subject: "42", userId: null, userNumber: null, clientId: null, loginName: null },
  },
  {
    provider: "entra-v2",
    settings: { issuer: `https://login.microsoftonline.com/${tenant}/v2.0`, audiences: [app] },
    jwksUri: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
    header: { typ: "JWT", alg: "RS256", kid: "k" },
    payload: {
      aud: app,
      iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
      nbf: now,
      aio: "opaque",
      azp: "client",
      azpacr: "0",
      name: "Mary L",
      oid: "oid",
      preferred_username: "mary@example.com",
      rh: "opaque",
      roles: ["Reader"],
      scp: "access_as_user data.read",
      sub: "pairwise",
      tid: tenant,
      uti: "opaque",
      ver: "2.0",
    },
    identity: {
      subject: "pairwise",
      loginName: "mary@example.com",
      scopes: ["access_as_user", "data.read"],
      roles: ["Reader"],
      userId: null,
      clientId: null,
    },
    idToken: { payload: { azp: undefined, azpacr: undefined, scp: undefined } },
  },
  {
    provider: "entra-v1",
    settings: { issuer: `https://sts.windows.net/${tenant}/`, audiences: [`api://${app}`] },
    jwksUri: `https://login.microsoftonline.com/${tenant}/discovery/keys`,
    header: { typ: "JWT", alg: "RS256", x5t: "k", kid: "k" },
    payload: {
      aud: `api://${app}`,
      iss: `https://sts.windows.net/${tenant}/`,
      nbf: now,
      acr: "1",
      amr: ["pwd"],
      appid: "client",
      appidacr: "0",
      family_name: "L",
      ipaddr: "192.0.2.1",
      oid: "oid",
      scp: "user_impersonation",
      sub: "pairwise",
      tid: tenant,
      unique_name: "mary@example.com",
      upn: "mary@example.com",
      ver: "1.0",
    },
    identity: { subject: "pairwise", loginName: "mary@example.com", scopes: ["user_impersonation"] },
    idToken: { payload: { appid: undefined, appidacr: undefined, scp: undefined } },
  },
  {
    provider: "okta",
    settings: { issuer: "https://example.okta.com/oauth2/default", audiences: ["api://default"] },
    jwksUri: "https://example.okta.com/oauth2/default/v1/keys",
    header: { kid: "k", alg: "RS256" },
    payload: {
      ver: 1,
      jti: "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
      iss: "https://example.okta.com/oauth2/default",
      aud: "api://default",
      cid: "nmdP1fcyvdVO11AL7ECm",
      uid: "00ujmkLgagxeRrAg20g3",
      scp: ["openid", "data"],
      auth_time: now,
      sub: "mary@example.com",
      groups: ["Everyone", "Finance"],
    },
    identity: {
      subject: "mary@example.com",
      loginName: "mary@example.com",
      scopes: ["openid", "data"],
      roles: ["Everyone", "Finance"],
    },
    idToken: {
      payload: { cid: undefined, uid: undefined, scp: undefined, sub: "00ujmkLgagxeRrAg20g3", at_hash: "x" },
    },
  },
  {
    provider: "auth0",
    settings: { issuer: "https://my-domain.auth0.com/", audiences: ["https://example.com/data-api"] },
    jwksUri: "https://my-domain.auth0.com/.well-known/jwks.json",
    header: { alg: "RS256", typ: "JWT", kid: "k" },
    payload: {
      iss: "https://my-domain.auth0.com/",
      sub: "auth0|123456",
      aud: ["https://example.com/data-api", "https://my-domain.auth0.com/userinfo"],
      azp: "my_client_id",
      scope: "openid profile read:data",
      gty: "password",
      permissions: ["read:data"],
    },
    identity: { subject: "auth0|123456", scopes: ["openid", "profile", "read:data"], roles: ["read:data"] },
    idToken: { payload: { azp: undefined, scope: undefined, nonce: "n" } },
  },
  {
    provider: "cognito",
    settings: {
      issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example",
      audiences: ["app-client"],
    },
    jwksUri: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example/.well-known/jwks.json",
    header: { kid: "k", alg: "RS256" },
    payload: {
      sub: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
      "cognito:groups": ["finance"],
      iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example",
      version: 2,
      client_id: "app-client",
      event_id: "e",
      token_use: "access",
      scope: "openid data/read",
      auth_time: now,
      jti: "j",
      username: "mary",
    },
    identity: {
      subject: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
      loginName: "mary",
      scopes: ["openid", "data/read"],
      roles: ["finance"],
    },
    idToken: {
      payload: { client_id: undefined, aud: "app-client", token_use: "id", "cognito:username": "mary" },
    },
  },
  {
    provider: "keycloak",
    settings: { issuer: "https://sso.example.com/realms/main", audiences: ["data-api"] },
    jwksUri: "https://sso.example.com/realms/main/protocol/openid-connect/certs",
    header: { alg: "RS256", typ: "JWT", kid: "k" },
    payload: {
      jti: "d58f5dc8",
      iss: "https://sso.example.com/realms/main",
      aud: ["data-api", "account"],
      sub: "36fa0f91",
      typ: "Bearer",
      azp: "addin",
      sid: "2a88c258",
      acr: "1",
      "allowed-origins": ["https://addin.example.com"],
      realm_access: { roles: ["offline_access", "reader"] },
      resource_access: { account: { roles: ["view-profile"] } },
      scope: "email profile",
      preferred_username: "mary",
    },
    identity: {
      subject: "36fa0f91",
      loginName: "mary",
      scopes: ["email", "profile"],
      roles: ["offline_access", "reader"],
    },
    idToken: { payload: { typ: "ID", aud: "addin", at_hash: "x" } },
  },
];

const verifierFor = (settings: object) =>
  tokenVerifier(
    parseIssuers([{ ...settings, jwksUri: server.url }]).map(issuerOf),
    keySets({ lifetimeSeconds: 3600, outageSeconds: 0 }),
    "any",
  );

describe.each(documented)("a token of $provider, as it is documented", (example) => {
  const { provider, settings, header, payload, idToken } = example;
  const verify = (token: string) => verifierFor({ provider, ...settings })(token);

  it("is accepted, and says who the caller is", async () => {
    const identity = await verify(signToken(key, header, { ...times, ...payload }));
    expect(identity).toMatchObject(example.identity);
  });

  it("is verified with the keys at the provider's address", () => {
    const [issuer] = parseIssuers([{ provider, ...settings }]).map(issuerOf);
    expect(issuer?.jwksUri).toBe(example.jwksUri);
  });

  it("is refused when it is the ID token, even one for this very audience", async () => {
    const claims = { ...times, ...payload, ...idToken.payload };
    const { aud } = payload as { aud?: unknown };
    const forThisApi = { ...claims, ...(aud === undefined ? {} : { aud }) };
    for (const token of [claims, forThisApi]) {
      await expect(verify(signToken(key, { ...header, ...idToken.header }, token))).rejects.toThrow(
        TokenRefused,
      );
    }
  });
});

describe("the presets", () => {
  it("are all documented here", () => {
    expect(documented.map(({ provider }) => provider).toSorted()).toEqual(
      Object.keys(issuerPresets).toSorted(),
    );
  });

  it("give way to what the settings say", () => {
    const [issuer] = parseIssuers([
      {
        provider: "keycloak",
        issuer: "https://sso.example.com/realms/main",
        audiences: ["data-api"],
        algorithms: ["ES256"],
        types: ["AT+JWT"],
        jwksUri: "https://keys.example.com/",
        claims: { roles: ["resource_access", "data-api", "roles"], userId: "interject_user" },
        requiredScopes: ["data"],
        clockSkewSeconds: 60,
      },
    ]).map(issuerOf);
    expect(issuer).toMatchObject({
      algorithms: ["ES256"],
      types: ["at+jwt"],
      jwksUri: "https://keys.example.com/",
      claims: {
        roles: [["resource_access", "data-api", "roles"]],
        userId: [["interject_user"]],
        scopes: [["scope"]],
      },
      requiredScopes: ["data"],
      clockSkewSeconds: 60,
    });
  });

  it("are Duende's where no provider is named", () => {
    expect(issuerOf({ issuer: "https://tenant.example/" })).toMatchObject({
      name: "https://tenant.example/",
      audiences: ["https://tenant.example/resources"],
      algorithms: ["RS256"],
      types: ["at+jwt"],
      jwksUri: "https://tenant.example/.well-known/openid-configuration/jwks",
    });
  });
});

describe("an issuer whose users are all of one client", () => {
  const hostile = {
    ...times,
    sub: "1",
    user_identity,
    ids_client_id: "other",
    preferred_username: "mary",
    realm_access: { roles: ["Admin"] },
    role: ["Admin"],
    roles: ["Admin"],
    groups: ["Admin"],
    permissions: ["Admin"],
    "cognito:groups": ["Admin"],
    upn: "mary",
    username: "mary",
    azp: "app",
    client_id: "app",
    token_use: "access",
  };
  const fencedBy = ({ provider, settings, header, payload }: Documented, claims: object = {}) => {
    const { iss, aud } = payload as { iss?: string; aud?: unknown };
    const token = signToken(key, header, { ...hostile, iss, ...(aud === undefined ? {} : { aud }) });
    return verifierFor({ provider, ...settings, clientId: "ACME", claims })(token);
  };
  const fenceable = documented.filter(({ provider }) => !provider.startsWith("interject"));
  const nobodyElse = {
    clientId: "ACME",
    clientNumber: null,
    userId: null,
    userNumber: null,
    loginName: null,
    roles: [],
  };

  it.each(fenceable)("$provider gives nobody another's ids, login name or roles", async (example) => {
    const audience = example.provider === "cognito" ? { audience: "client_id" } : {};
    const settings = { ...example.settings, ...(audience.audience ? { audiences: ["app"] } : {}) };
    expect(await fencedBy({ ...example, settings }, audience)).toMatchObject(nobodyElse);
  });

  it("is believed in what the settings name, but never in another client", async () => {
    const [keycloak] = documented.filter(({ provider }) => provider === "keycloak");
    if (keycloak === undefined) throw new Error("Keycloak is not documented");
    const claims = {
      userIdentity: "user_identity",
      roles: ["realm_access", "roles"],
      clientId: "ids_client_id",
    };
    expect(await fencedBy(keycloak, claims)).toMatchObject({
      clientId: "ACME",
      clientNumber: null,
      userId: "u",
      loginName: "mary",
      roles: ["Admin"],
    });
  });

  it("cannot vouch for another client's users", async () => {
    const issuer = "https://login.example.com";
    const claims = {
      ...times,
      iss: issuer,
      aud: `${issuer}/resources`,
      sub: "1",
      user_identity,
      ids_client_id: "other",
    };
    const token = signToken(key, { alg: "RS256", kid: "k", typ: "at+jwt" }, claims);
    expect(await verifierFor({ issuer, clientId: "ACME" })(token)).toMatchObject({
      clientId: "ACME",
      clientNumber: null,
    });
  });
});

describe("several issuers at once", () => {
  const issuers = ["https://a.example", "https://b.example"];
  const token = (iss: string) =>
    signToken(
      key,
      { alg: "RS256", kid: "k", typ: "at+jwt" },
      { ...times, iss, aud: `${iss}/resources`, sub: "1" },
    );
  const verify = () =>
    tokenVerifier(
      parseIssuers(issuers.map((issuer) => ({ issuer, jwksUri: server.url }))).map(issuerOf),
      keySets({ lifetimeSeconds: 3600, outageSeconds: 0 }),
      "any",
    );

  it("have users of the same subject, told apart by their principals", async () => {
    const both = verify();
    const users = [await both(token("https://a.example")), await both(token("https://b.example"))];
    expect(users.map(({ subject }) => subject)).toEqual(["1", "1"]);
    expect(users.map(({ principal }) => principal)).toEqual(["https://a.example#1", "https://b.example#1"]);
  });

  it("are each judged by their own rules", async () => {
    const both = verify();
    expect((await both(token("https://a.example"))).issuer).toBe("https://a.example");
    expect((await both(token("https://b.example"))).issuer).toBe("https://b.example");
    await expect(both(token("https://c.example"))).rejects.toThrow("issuer-unknown");
  });
});

describe("settings of issuers", () => {
  const problem =
    (...issuers: readonly object[]) =>
    () =>
      parseIssuers(issuers);

  it.each([
    [
      "a fenced issuer that serves everyone",
      { provider: "interject", clientId: "ACME" },
      "all its customers",
    ],
    [
      "such an issuer by another name",
      { issuer: "https://auth.gointerject.com", clientId: "ACME" },
      "all its customers",
    ],
    ["an issuer that ends inside a principal", { issuer: "https://a.example/#b" }, "it must have no #"],
    ["no issuer", { provider: "auth0", audiences: ["a"] }, "exact `iss`"],
    ["no audiences", { provider: "auth0", issuer: "https://a.example/" }, "what this API is called"],
    ["an issuer over http", { issuer: "http://a.example" }, "https://"],
    [
      "discovery and an address",
      { issuer: "https://a.example", discover: true, jwksUri: "https://a.example/k" },
      "cannot be true",
    ],
    ["an unknown provider", { provider: "passport", issuer: "https://a.example" }, "Invalid type"],
    ["an unknown field", { issuer: "https://a.example", audience: "a" }, "Invalid key"],
    ["an unknown claim", { issuer: "https://a.example", claims: { role: "r" } }, "Invalid key"],
    ["a symmetric algorithm", { issuer: "https://a.example", algorithms: ["HS256"] }, "Invalid type"],
    [
      "clocks further apart than a minute",
      { issuer: "https://a.example", clockSkewSeconds: 61 },
      "it must be a whole number from 0 to 60",
    ],
  ])("are refused with %s", (_, issuer, message) => {
    expect(problem(issuer)).toThrow(message);
  });

  it("are refused when they name an issuer twice, a preset's included", () => {
    expect(problem({ provider: "interject" }, { issuer: "https://auth.gointerject.com" })).toThrow("twice");
  });

  it("are refused without any issuer", () => {
    expect(problem()).toThrow("at least one");
  });
});
