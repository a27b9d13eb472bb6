import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDeployedSettings, loadSettings, SettingInvalid } from "../../lib/setting-sources.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "settings-"));
  writeFileSync(join(directory, "cdk.json"), "{}");
  mkdirSync(join(directory, "reports"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const settingsJson = (settings: object) =>
  writeFileSync(join(directory, "reports/settings.json"), JSON.stringify(settings));
const dotEnv = (text: string) => writeFileSync(join(directory, ".env"), text);
const load = (environment: Record<string, string> = {}) => loadSettings(directory, environment);
const prod = { INTERJECT_ENVIRONMENT: "prod" };
const place = { account: "444455556666", region: "eu-west-1" };

function refusal(environment: Record<string, string> = {}): string {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof SettingInvalid) return error.message;
    throw error;
  }
  throw new Error("The settings were accepted.");
}

describe("an environment", () => {
  it("stands above what all share, and below the variables of the run", () => {
    settingsJson({
      stageName: "shared",
      logLevel: "WARN",
      logRetentionDays: 7,
      environments: { prod: { ...place, logLevel: "ERROR", logRetentionDays: 365 } },
    });
    expect(load({ ...prod, INTERJECT_LOG_RETENTION_DAYS: "14" })).toMatchObject({
      ...place,
      stageName: "shared",
      logLevel: "ERROR",
      logRetentionDays: 14,
    });
    expect(load()).toMatchObject({ account: null, region: null, logLevel: "WARN", logRetentionDays: 7 });
  });

  it("does not take what .env sets for this machine", () => {
    settingsJson({ environments: { prod: place } });
    dotEnv("INTERJECT_LOG_LEVEL=DEBUG\nINTERJECT_NOTHING=1\n");
    expect(load(prod).logLevel).toBe("INFO");
  });

  it("says that .env does not count, where something is wrong", () => {
    settingsJson({ environments: { prod: place } });
    dotEnv("INTERJECT_CLIENTS=any\n");
    expect(() => loadDeployedSettings(directory, prod)).toThrow(
      "- .env is not read for prod, whose settings are the same on every machine: write them into reports/settings.json.",
    );
  });

  it("may be what alone names the clients", () => {
    settingsJson({ environments: { prod: { ...place, clients: ["ACME"] } } });
    expect(loadDeployedSettings(directory, prod).clients).toEqual(["ACME"]);
    expect(() => loadDeployedSettings(directory, {})).toThrow("The setting clients is missing");
  });

  it("has an account and a region, and no account that the shell chooses", () => {
    settingsJson({ environments: { prod: { region: null } } });
    expect(refusal().split("\n")).toEqual([
      "There are 2 mistakes:",
      "- The setting environments.prod.account in reports/settings.json is missing; docs/settings.md describes it.",
      "- The setting environments.prod.region in reports/settings.json is wrong: it must be a region of AWS, such as eu-west-1. docs/settings.md describes what stands there.",
    ]);
  });

  it("is held to the rules before it is deployed", () => {
    settingsJson({ environments: { prod: { ...place, loglevel: "DEBUG" } } });
    expect(refusal()).toMatch(/^The setting environments\.prod\.loglevel .* did you mean logLevel\?/);
  });

  it("must be there, in the file, when it is asked for", () => {
    expect(refusal(prod)).toBe("There is no environment prod in reports/settings.json, which has none.");
    settingsJson({ environments: { test: place, live: { ...place, stackName: "Live" } } });
    expect(refusal(prod)).toBe(
      "There is no environment prod in reports/settings.json, which has test, live.",
    );
    expect(refusal({ INTERJECT_ENVIRONMENT: "toString" })).toContain("There is no environment toString");
  });

  it("is named by the command, not by this machine", () => {
    settingsJson({ environments: { prod: place } });
    dotEnv("INTERJECT_ENVIRONMENT=prod\n");
    expect(refusal()).toBe(
      "INTERJECT_ENVIRONMENT is for the environment, not for .env: it names what one command deploys.",
    );
  });

  it("is another stack than the others", () => {
    settingsJson({ environments: { test: place, prod: place } });
    expect(refusal()).toMatch(
      /^The environments test and prod are one stack, InterjectDataApi in 444455556666/,
    );
    settingsJson({ environments: { test: { ...place, stackName: "Test" }, prod: place } });
    expect(Object.keys(load().environments)).toEqual(["test", "prod"]);
  });
});

it("takes an account's digits from a variable", () => {
  expect(load({ INTERJECT_ACCOUNT: "444455556666" }).account).toBe("444455556666");
  expect(load({ INTERJECT_ACCOUNT: "012345678901" }).account).toBe("012345678901");
  expect(refusal({ INTERJECT_ACCOUNT: "4444" })).toContain("it must be the 12 digits of an AWS account");
});

describe("settings that cannot both be as they are", () => {
  const certificate = "arn:aws:acm:us-east-1:444455556666:certificate/0f";
  const iam = { user: "api", resourceId: "db-ABC" };
  const sales = { name: "Sales", engine: "postgres", iam, host: "h", database: "d" };
  const dataNetwork = {
    subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    securityGroupIds: ["sg-0b2c3d4e"],
  };

  it.each([
    [
      "a domain and no way in from the internet",
      { domain: { name: "data.example.com", certificate }, privateEndpoints: ["vpce-0a1b2c3d"] },
      /^The settings domain and privateEndpoints exclude each other/,
    ],
    [
      "a private API without an address",
      { privateEndpoints: ["vpce-0a1b2c3d"], defaultEndpoint: false },
      /^The setting defaultEndpoint must be true with privateEndpoints/,
    ],
    [
      "a certificate of another region",
      { domain: { name: "data.example.com", certificate }, region: "eu-west-1" },
      /^The setting domain\.certificate is in us-east-1: .* eu-west-1, is needed\.$/,
    ],
    [
      "more executions ready than there may be",
      { dataProvisionedConcurrency: 5, dataReservedConcurrency: 4 },
      /keeps 5 executions ready, and dataReservedConcurrency allows 4\.$/,
    ],
    [
      "a gradual deployment that nothing watches",
      { gradualDeployment: "Canary10Percent5Minutes", alarms: "none" },
      /^The setting gradualDeployment needs alarms/,
    ],
    [
      "a proxy for nothing",
      { rdsProxies: [{ connection: "Sales", instance: "sales" }], dataNetwork },
      /^The setting rdsProxies, for Sales, names a connection that is not there\.$/,
    ],
    [
      "a proxy that would need a secret",
      {
        connections: [
          { ...sales, iam: undefined, secret: "arn:aws:secretsmanager:eu-west-1:444455556666:secret:s" },
        ],
        rdsProxies: [{ connection: "sales", instance: "sales" }],
        dataNetwork,
      },
      /needs a connection that signs in with iam\.$/,
    ],
    [
      "a proxy before routines that own their transactions",
      {
        connections: [{ ...sales, transaction: "routine" }],
        rdsProxies: [{ connection: "Sales", instance: "sales" }],
        dataNetwork,
      },
      /does not go with "transaction": "routine"/,
    ],
    [
      "a proxy before a proxy",
      {
        connections: [{ ...sales, iam: { ...iam, resourceId: "prx-ABC" } }],
        rdsProxies: [{ connection: "Sales", instance: "sales" }],
        dataNetwork,
      },
      /needs the resource id of the database itself in iam, not that of another proxy\.$/,
    ],
    [
      "a proxy to two databases",
      {
        connections: [sales],
        rdsProxies: [{ connection: "Sales", instance: "sales", cluster: "sales" }],
        dataNetwork,
      },
      /needs instance or cluster, and not both\.$/,
    ],
    [
      "a proxy in no network",
      { connections: [sales], rdsProxies: [{ connection: "Sales", instance: "sales" }] },
      /^The setting rdsProxies needs dataNetwork with two subnets or more/,
    ],
  ])("%s", (_, settings, sentence) => {
    settingsJson(settings);
    expect(refusal()).toMatch(sentence);
  });
});
