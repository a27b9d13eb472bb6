import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { AuthorizerSettings } from "../../../lambdas/settings/authorizer.ts";
import { ConnectionList } from "../../../lambdas/settings/connections.ts";
import { DataSettings } from "../../../lambdas/settings/data.ts";
import { decodeSettings, encodeSettings } from "../../../lambdas/settings/functions.ts";

const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sales-AbCdEf";
const data: DataSettings = {
  examples: false,
  name: "api",
  version: "1.0.0",
  corsOrigin: null,
  contradictingIds: "refuse",
  contradictingNames: "log",
  requestContextIdentity: "verified",
  userIdForm: "public",
  userRoles: { users: { "user-1": ["Admin"] }, clients: { ACME: ["Staff"] } },
  connections: [],
};
const authorizer = v.parse(AuthorizerSettings, {
  clients: ["ACME"],
  issuers: [
    {
      issuer: "https://a.example",
      audiences: ["x"],
      algorithms: ["RS256"],
      jwksUri: "https://a.example/jwks",
    },
  ],
});

describe("a function's settings", () => {
  it("are read back as the stack wrote them", () => {
    expect(decodeSettings(DataSettings, encodeSettings(DataSettings, data))).toEqual(data);
    expect(decodeSettings(AuthorizerSettings, encodeSettings(AuthorizerSettings, authorizer))).toEqual(
      authorizer,
    );
  });

  it("are written without those that are the stack's alone", () => {
    const all = { ...authorizer, ...data, stageName: "prod" };
    expect(decodeSettings(AuthorizerSettings, encodeSettings(AuthorizerSettings, all))).toEqual(authorizer);
  });

  it("are written without defaults, in connections too, and read back with them", () => {
    const connection = {
      name: "Sales",
      engine: "postgres",
      secret: secretArn,
      tables: ["a.*"],
      poolSize: 3,
    } as const;
    const connections = v.parse(ConnectionList, [
      connection,
      {
        name: "Own",
        engine: "mysql",
        perClient: { ACME: { secret: secretArn, port: 3307 } },
        allowText: false,
      },
    ]);
    const written = encodeSettings(DataSettings, { ...data, connections, corsOrigin: "*" });
    expect(JSON.parse(written["SETTINGS"] ?? "")).toEqual({
      name: "api",
      version: "1.0.0",
      userRoles: data.userRoles,
      connections: [
        connection,
        { name: "Own", engine: "mysql", perClient: { ACME: { secret: secretArn, port: 3307 } } },
      ],
    });
    expect(decodeSettings(DataSettings, written)).toEqual({ ...data, connections, corsOrigin: "*" });
  });

  it("keep what differs from a default, also where it is empty or null", () => {
    const written = JSON.parse(encodeSettings(DataSettings, data)["SETTINGS"] ?? "");
    expect(written).toHaveProperty("corsOrigin", null);
    expect(JSON.parse(encodeSettings(AuthorizerSettings, authorizer)["SETTINGS"] ?? "")).toEqual({
      issuers: authorizer.issuers,
      clients: ["ACME"],
    });
  });

  it("never hold an issuer that nobody named", () => {
    expect(() => decodeSettings(AuthorizerSettings, { SETTINGS: "{}" })).toThrow("The setting issuers");
  });

  it("that are missing are an error that says what to do", () => {
    expect(() => decodeSettings(DataSettings, {})).toThrow("SETTINGS is missing: deploy the stack again.");
  });

  it("that are wrong are an error that names the setting", () => {
    const wrong = encodeSettings(AuthorizerSettings, {
      issuers: [{ ...authorizer.issuers[0], audiences: [] }],
    } as never);
    expect(() => decodeSettings(AuthorizerSettings, wrong)).toThrow("issuers.0.audiences");
  });
});

describe("an issuer's key set", () => {
  const jwksUri = (address: string) =>
    v.safeParse(AuthorizerSettings, {
      ...authorizer,
      issuers: [{ ...authorizer.issuers[0], jwksUri: address }],
    }).success;

  it.each(["https://a.example/jwks", "http://127.0.0.1:3001/jwks", "http://localhost/jwks"])(
    "may be at %s",
    (address) => {
      expect(jwksUri(address)).toBe(true);
    },
  );

  it.each(["http://a.example/jwks", "http://127.0.0.1.example/jwks", "ftp://a.example/jwks", "a.example"])(
    "may not be at %s",
    (address) => {
      expect(jwksUri(address)).toBe(false);
    },
  );
});
