import { describe, expect, it } from "vitest";
import { readAppsettings } from "../../../local/migrate/appsettings.ts";

const read = (settings: object) => readAppsettings(JSON.stringify(settings));
const sentences = (settings: object) => read(settings).findings.map(({ sentence }) => sentence);

describe("appsettings.json", () => {
  it("may have comments and a comma at the end, as .NET allows", () => {
    const text =
      '{ // ours\n "Authority": "https://auth.gointerject.com", /* */ "ConnectionStrings": { "A": "x", }, }';
    expect(readAppsettings(text)).toMatchObject({
      peer: ".NET",
      issuer: "https://auth.gointerject.com",
      connectionStrings: [{ key: "A", text: "x" }],
    });
  });

  it("has names in any letter case, and paths with colons", () => {
    const settings = {
      authority: "https://login.example.com",
      connectionstrings: { Sales_ACME: "x" },
      "ConnectionStrings:Hr_ACME": "y",
      "application:useclientidasconnectionname": "True",
    };
    expect(read(settings)).toMatchObject({
      issuer: "https://login.example.com",
      connectionStrings: [
        { key: "Sales_ACME", text: "x" },
        { key: "Hr_ACME", text: "y" },
      ],
      clientIdIsName: true,
    });
  });

  it("has connection strings in the list of Interject's setup page, too", () => {
    const settings = { Connections: { ConnectionStrings: [{ Name: "local", ConnectionString: "x" }] } };
    expect(read(settings).connectionStrings).toEqual([{ key: "local", text: "x" }]);
    expect(read(settings.Connections).connectionStrings).toEqual([{ key: "local", text: "x" }]);
  });

  it("may name several web pages", () => {
    const origins = (settings: object) => read(settings).corsOrigins;
    expect(
      origins({ Cors: { AllowedOrigins: ["https://a.example.com/", "https://b.example.com"] } }),
    ).toEqual(["https://a.example.com", "https://b.example.com"]);
    expect(origins({ AllowedOrigins: "*" })).toEqual(["*"]);
    expect(origins({ Cors: { PolicyName: "open" }, AllowedHosts: "*" })).toEqual([]);
  });

  it("that is not JSON is refused with the place, and without a word of it", () => {
    const damaged = '{\n  "ConnectionStrings": { "A": "Password=hunter2" "B": 1 }\n}';
    expect(() => readAppsettings(damaged)).toThrow(/^it is not JSON at line 2, column 50$/);
    expect(() => readAppsettings('["Password=hunter2"]')).toThrow(/^it must hold an object in braces/);
  });

  it("without connection strings is told of", () => {
    expect(sentences({ Authority: "x" })).toEqual([expect.stringContaining("has no ConnectionStrings")]);
  });

  it("names sections of one's own, and is silent about those of the server", () => {
    const settings = {
      ConnectionStrings: { A: "x" },
      Serilog: {},
      Logging: { A: 1 },
      Ldap: { Password: "hunter2" },
    };
    expect(sentences(settings)).toEqual([
      expect.stringContaining("The sections Ldap are not of Interject's API"),
    ]);
  });
});

describe("a rate limit", () => {
  const told = (section: object) => sentences({ ConnectionStrings: { A: "x" }, ...section })[0];

  it.each([
    [
      { RateLimiting: { Ping: { PermitLimit: 5, Window: "00:01:00" } } },
      "RateLimiting:Ping allows 5 requests in 60 seconds",
      1,
    ],
    [{ RateLimit: { PermitLimit: 901, Window: 30 } }, "RateLimit allows 901 requests in 30 seconds", 31],
    [
      { IpRateLimiting: { GeneralRules: [{ Endpoint: "*", Period: "15m", Limit: 100 }] } },
      "IpRateLimiting:GeneralRules:0 allows 100 requests in 900 seconds",
      1,
    ],
  ])("is told with what it would be here: %j", (section, words, rate) => {
    expect(told(section)).toContain(words);
    expect(told(section)).toContain(`throttleRatePerSecond to ${rate} and`);
  });
});
