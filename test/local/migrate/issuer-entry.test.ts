import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { IssuerList } from "../../../lambdas/settings/issuers.ts";
import { issuerEntry } from "../../../local/migrate/issuer-entry.ts";

function made(
  issuer: string | null,
  more: Partial<Parameters<typeof issuerEntry>[0]> = {},
  clients = ["ACME"],
) {
  const source = { peer: ".NET" as const, issuer, audiences: [], algorithms: [], ...more };
  const { entry, findings } = issuerEntry(source, clients);
  expect(v.safeParse(IssuerList, [entry]).issues?.[0].message).toBeUndefined();
  return { entry, findings: findings.map(({ sentence }) => sentence).join(" ") };
}

describe("the identity provider", () => {
  it.each([
    ["https://auth.gointerject.com", "interject"],
    ["https://test-auth.gointerject.com/", "interject-test"],
  ])("%s is Interject's own", (address, provider) => {
    expect(made(address)).toEqual({ entry: { provider }, findings: "" });
  });

  it("of Interject keeps an audience that is not the usual one", () => {
    const audiences = ["https://auth.gointerject.com/resources", "data-api"];
    expect(made("https://auth.gointerject.com", { audiences }).entry).toEqual({
      provider: "interject",
      audiences: ["data-api"],
    });
  });

  it("at an earlier address of Interject is today's, and that is told", () => {
    const address = "https://live-interject-authapi.azurewebsites.net";
    const { entry, findings } = made(address, { audiences: ["https://auth.example.com/resources"] });
    expect(entry).toEqual({ provider: "interject" });
    expect(findings).toContain("an earlier address of Interject's identity provider");
  });

  it.each([
    ["https://login.microsoftonline.com/1f2e/v2.0", "entra-v2"],
    ["https://sts.windows.net/1f2e/", "entra-v1"],
    ["https://acme.okta.com/oauth2/default", "okta"],
    ["https://acme.us.auth0.com/", "auth0"],
    ["https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A", "cognito"],
    ["https://login.example.com/realms/acme", "keycloak"],
  ])("%s is known by name, and needs the audience that .NET does not check", (issuer, provider) => {
    const { entry, findings } = made(issuer);
    expect(entry).toMatchObject({ provider, issuer, clientId: "ACME" });
    expect(findings).toContain("The file names no audience");
  });

  it.each([
    [
      "https://login.microsoftonline.com/1f2e/v2.0/",
      "entra-v2",
      "https://login.microsoftonline.com/1f2e/v2.0",
    ],
    ["https://login.microsoftonline.com/1f2e", "entra-v1", "https://sts.windows.net/1f2e/"],
    ["https://acme.us.auth0.com", "auth0", "https://acme.us.auth0.com/"],
    ["https://login.example.com/auth/realms/acme/", "keycloak", "https://login.example.com/auth/realms/acme"],
  ])("%s has the issuer of its tokens, which .NET looks up", (address, provider, issuer) => {
    expect(made(address).entry).toMatchObject({ provider, issuer });
  });

  it("of every company with Microsoft Entra needs the company's own tenant", () => {
    expect(made("https://login.microsoftonline.com/common/v2.0").findings).toContain(
      "Write the id of your own tenant",
    );
  });

  it("of another name is asked for its keys as .NET does, or read where Python's API reads them", () => {
    const issuer = "https://login.example.com";
    expect(made(issuer).entry).toMatchObject({ issuer, discover: true, types: ["at+jwt", "JWT"] });
    const { entry, findings } = made(issuer, { peer: "Python", audiences: [`${issuer}/resources`] });
    expect(entry).toEqual({
      issuer,
      audiences: [`${issuer}/resources`],
      types: ["at+jwt", "JWT"],
      clientId: "ACME",
    });
    expect(findings).not.toContain("audience");
  });

  it("of several clients is believed in the claims that .NET's API reads", () => {
    const { entry } = made("https://login.example.com", {}, ["ACME", "GLOBEX"]);
    expect(entry).toMatchObject({ claims: { userIdentity: "user_identity", clientId: "ids_client_id" } });
  });

  it("keeps its algorithms, but those that prove nothing here", () => {
    const { entry, findings } = made("https://auth.gointerject.com", { algorithms: ["ES256", "HS256"] });
    expect(entry).toEqual({ provider: "interject", algorithms: ["ES256"] });
    expect(findings).toContain("Some of the algorithms are not accepted here");
  });

  it.each([null, "localhost:5555", "http://login.example.com", "https://user:hunter2@login.example.com"])(
    "that is no https address is told of, without its words: %s",
    (issuer) => {
      const { entry, findings } = made(issuer);
      expect(entry).toEqual({ provider: "interject" });
      expect(findings).toContain("The file has no Authority that begins with https://");
      expect(findings).not.toContain("hunter2");
    },
  );
});
