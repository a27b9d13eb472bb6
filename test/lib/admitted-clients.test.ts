import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { admittedClients, missingClients, sharedClients } from "../../lib/admitted-clients.ts";
import { StackSettings } from "../../lib/settings.ts";

const settings = (issuers: readonly object[], clients?: unknown) =>
  v.parse(StackSettings, { issuers, ...(clients === undefined ? {} : { clients }) });
const interject = { provider: "interject" };
const duende = { provider: "duende", issuer: "https://login.example.com" };
const okta = {
  provider: "okta",
  issuer: "https://example.okta.com/oauth2/default",
  audiences: ["api://default"],
};

describe("settings without clients", () => {
  it.each([
    ["Interject", interject],
    ["Interject's test server", { provider: "interject-test" }],
    ["a Duende server", duende],
    ["a provider without a name, which is taken for a Duende server", { issuer: duende.issuer }],
  ])("stop synthesis where %s signs in the users of many companies", (_, issuer) => {
    const missing = settings([okta, issuer]);
    expect(missingClients(missing)).toMatch(/^The setting clients is missing: https:\/\/\S+ signs in/);
    expect(missingClients(missing)).toMatch(/--explain TOKEN.*portal.*first refusal/);
    // Whoever does without this check admits nobody.
    expect(admittedClients(missing)).toEqual([]);
  });

  it.each([
    ["Okta", okta],
    ["a Duende server of one client", { ...duende, clientId: "ACME" }],
  ])("admit every user of %s", (_, issuer) => {
    const own = settings([issuer]);
    expect(missingClients(own)).toBeNull();
    expect(admittedClients(own)).toBe("any");
  });
});

describe("settings with clients", () => {
  it.each([[["ACME"]], ["any"]])("admit %j", (clients) => {
    const given = settings([interject], clients);
    expect(admittedClients(given)).toEqual(clients);
  });

  it.each([[[]], ["ACME"], [[""]], [["ACME", 7]], [null]])("are not %j", (clients) => {
    expect(() => settings([interject], clients)).toThrow(
      "it must be a list of Interject's public client ids",
    );
  });
});

describe("a warning that issuers share clients", () => {
  const fenced = { ...okta, clientId: "ACME" };

  it.each([
    ["two issuers of one client", [fenced, { ...duende, clientId: "ACME" }], undefined],
    ["Interject, and an issuer of an admitted client", [interject, fenced], ["ACME"]],
    ["Interject, and an issuer of any client", [interject, fenced], "any"],
    [
      "Interject, and an issuer whose claims name clients",
      [interject, { ...okta, claims: { clientId: "c" } }],
      ["ACME"],
    ],
  ])("comes with %s", (_, issuers, clients) => {
    const warning = sharedClients(settings(issuers, clients));
    expect(warning).toContain(okta.issuer);
    expect(warning).toContain("principal");
  });

  it.each([
    ["one issuer", [interject], ["ACME"]],
    ["issuers of different clients", [fenced, { ...duende, clientId: "GLOBEX" }], undefined],
    ["an issuer of a client that is not admitted", [interject, fenced], ["GLOBEX"]],
    ["an issuer that knows no clients", [interject, okta], ["ACME"]],
  ])("does not come with %s", (_, issuers, clients) => {
    expect(sharedClients(settings(issuers, clients))).toBeNull();
  });
});
