import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  loadDeployedSettings,
  loadSettings,
  readContext,
  SettingInvalid,
} from "../../lib/setting-sources.ts";
import { StackSettings } from "../../lib/settings.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "settings-"));
  cdkJson({});
  mkdirSync(join(directory, "reports"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const cdkJson = (context: object) => writeFileSync(join(directory, "cdk.json"), JSON.stringify({ context }));
const settingsJson = (settings: unknown, name = "reports/settings.json") =>
  writeFileSync(join(directory, name), JSON.stringify(settings));
const dotEnv = (text: string) => writeFileSync(join(directory, ".env"), text);
const load = (environment: Record<string, string> = {}) => loadSettings(directory, environment);

function refusal(environment: Record<string, string> = {}): string {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof SettingInvalid) return error.message;
    throw error;
  }
  throw new Error("The settings were accepted.");
}

describe("where settings come from", () => {
  test("without any, Interject's own tokens are trusted", () => {
    expect(load().issuers).toEqual([{ provider: "interject" }]);
    expect(load()).toMatchObject({ authorizerCacheSeconds: 300, corsOrigin: "*", tracing: false });
  });

  test("no settings file is enough", () => {
    writeFileSync(join(directory, "cdk.json"), JSON.stringify({ app: "node bin/app.ts" }));
    expect(load().stageName).toBe("prod");
  });

  test("the file gives way to .env, and .env to the environment", () => {
    settingsJson({ stageName: "file", logRetentionDays: 7, dataMemoryMb: 512 });
    dotEnv("INTERJECT_STAGE_NAME=dotenv\nINTERJECT_LOG_RETENTION_DAYS=14\n");
    expect(load({ INTERJECT_STAGE_NAME: "environment" })).toMatchObject({
      stageName: "environment",
      logRetentionDays: 14,
      dataMemoryMb: 512,
    });
  });

  test("a variable names another file in the place of the usual", () => {
    settingsJson({ stageName: "usual" });
    settingsJson({ stageName: "other" }, "staging.json");
    expect(load({ INTERJECT_SETTINGS_FILE: "staging.json" }).stageName).toBe("other");
  });

  test("an empty variable is one that is not set", () => {
    settingsJson({ stageName: "file" });
    dotEnv("INTERJECT_STAGE_NAME=\n");
    expect(load({ INTERJECT_ISSUER: "", INTERJECT_STAGE_NAME: "" }).stageName).toBe("file");
  });

  test("a variable holds text or JSON", () => {
    expect(
      load({
        INTERJECT_CORS_ORIGIN: "null",
        INTERJECT_TRACING: "true",
        INTERJECT_ALARM_EMAIL: "it@example.com",
      }),
    ).toMatchObject({ corsOrigin: null, tracing: true, alarmEmail: "it@example.com" });
  });

  test("variables that are not ours are nobody's business", () => {
    dotEnv("OTHER=1\n");
    expect(load({ PATH: "/bin", AWS_REGION: "eu-west-1" })).toEqual(load());
  });
});

describe("the one issuer that variables name", () => {
  test("replaces the list", () => {
    settingsJson({
      issuers: [
        {
          issuer: "https://a.example",
          audiences: ["b"],
          algorithms: ["ES256"],
          jwksUri: "https://a.example/k",
        },
      ],
    });
    expect(load({ INTERJECT_ISSUER: "http://127.0.0.1:3001" }).issuers).toEqual([
      { provider: "interject", issuer: "http://127.0.0.1:3001" },
    ]);
  });

  test("takes its audience and key set from variables of their own, wherever each stands", () => {
    dotEnv("INTERJECT_ISSUER=https://id.example\nINTERJECT_AUDIENCE=api://old\n");
    expect(
      load({ INTERJECT_AUDIENCE: "api://data", INTERJECT_JWKS_URI: "https://id.example/keys" }).issuers,
    ).toMatchObject([
      { issuer: "https://id.example", audiences: ["api://data"], jwksUri: "https://id.example/keys" },
    ]);
  });

  test("cannot be named beside a list of issuers in variables", () => {
    const list = JSON.stringify([{ provider: "interject" }]);
    expect(refusal({ INTERJECT_ISSUER: "https://id.example", INTERJECT_ISSUERS: list })).toBe(
      "INTERJECT_ISSUER in the environment and INTERJECT_ISSUERS in the environment exclude each other.",
    );
  });
});

describe("a wrong setting stops with one sentence that names it and its place", () => {
  const wholeNumber = (name: string, least: number, most: number): [string, unknown, string][] =>
    [least - 1, most + 1, 1.5, "many", null].map((value) => [
      name,
      value,
      `The setting ${name} in reports/settings.json is wrong: it must be a whole number from ${least} to ${most}.`,
    ]);
  const wrong: [string, unknown, string][] = [
    ...wholeNumber("authorizerCacheSeconds", 0, 3600),
    ...wholeNumber("authorizerMemoryMb", 128, 10_240),
    ...wholeNumber("authorizerTimeoutSeconds", 1, 29),
    ...wholeNumber("dataMemoryMb", 128, 10_240),
    ...wholeNumber("dataTimeoutSeconds", 1, 900),
    ...wholeNumber("dataReservedConcurrency", 1, 10_000).filter(([, value]) => value !== null),
    ...wholeNumber("throttleRatePerSecond", 1, 10_000),
    ...wholeNumber("throttleBurst", 1, 5_000),
    [
      "stackName",
      "1api",
      "The setting stackName in reports/settings.json is wrong: it must begin with a letter and hold only letters, digits and hyphens.",
    ],
    [
      "stageName",
      "a b",
      "The setting stageName in reports/settings.json is wrong: it must hold only letters, digits, - and _.",
    ],
    [
      "issuers",
      [],
      "The setting issuers in reports/settings.json is wrong: it must name at least one issuer.",
    ],
    [
      "issuers",
      "https://a.example",
      "The setting issuers in reports/settings.json is wrong: it must be a list of issuers.",
    ],
    [
      "corsOrigin",
      "https://a.example/path",
      "The setting corsOrigin in reports/settings.json is wrong: it must be *, one origin such as https://app.example.com, or null.",
    ],
    [
      "corsOrigin",
      "https://a.example'",
      "The setting corsOrigin in reports/settings.json is wrong: it must be *, one origin such as https://app.example.com, or null.",
    ],
    [
      "logLevel",
      "LOUD",
      "The setting logLevel in reports/settings.json is wrong: it must be DEBUG, INFO, WARN or ERROR.",
    ],
    ["tracing", "yes", "The setting tracing in reports/settings.json is wrong: it must be true or false."],
    [
      "alarmEmail",
      "nobody",
      "The setting alarmEmail in reports/settings.json is wrong: it must be an e-mail address or null.",
    ],
    [
      "authorizerCacheSecond",
      1,
      "The setting authorizerCacheSecond in reports/settings.json does not exist: did you mean authorizerCacheSeconds? docs/settings.md lists all.",
    ],
  ];
  test.each(wrong)("%s: %j", (name, value, sentence) => {
    settingsJson({ [name]: value });
    expect(refusal()).toBe(sentence);
  });

  test("log retention is one of CloudWatch's own numbers of days", () => {
    settingsJson({ logRetentionDays: 31 });
    expect(refusal()).toMatch(
      /^The setting logRetentionDays in reports\/settings\.json is wrong: .* 14, 30, 60, /,
    );
  });

  test("in a variable: its name and whether .env or the environment holds it", () => {
    dotEnv("INTERJECT_DATA_MEMORY_MB=64\n");
    expect(refusal()).toMatch(/^The setting dataMemoryMb \(INTERJECT_DATA_MEMORY_MB in \.env\) is wrong: /);
    expect(refusal({ INTERJECT_DATA_MEMORY_MB: "lots" })).toMatch(
      /\(INTERJECT_DATA_MEMORY_MB in the environment\)/,
    );
  });

  test("a variable with a slip of the pen is not overlooked", () => {
    expect(refusal({ INTERJECT_AUDIANCE: "x" })).toBe(
      "The setting INTERJECT_AUDIANCE in the environment does not exist: did you mean INTERJECT_AUDIENCE? docs/settings.md lists all.",
    );
  });

  test("inside an issuer: the path to it", () => {
    settingsJson({ issuers: [{ provider: "okta", issuer: "https://a.example" }] });
    expect(refusal()).toBe(
      "The setting issuers.0.audiences in reports/settings.json is wrong: it must name what this API is called in `aud`. docs/identity-providers.md describes what stands there.",
    );
  });

  test("the wrong value itself, which may hold a credential, is not repeated", () => {
    expect(refusal({ INTERJECT_JWKS_URI: "pa55word" })).not.toContain("pa55word");
  });

  test("settings that are no object", () => {
    settingsJson("prod");
    expect(refusal()).toBe(
      "reports/settings.json must hold an object: the name of each setting, and its value.",
    );
  });

  test("a settings file that is not JSON", () => {
    writeFileSync(join(directory, "reports/settings.json"), "{");
    expect(refusal()).toMatch(/^reports\/settings\.json cannot be read: /);
  });

  test.each([
    { context: { interject: {} } },
    { context: { interject: [] } },
    { interject: [] },
    { interject: null, context: {} },
  ])("settings in cdk.json, where they stood before: %j", (file) => {
    writeFileSync(join(directory, "cdk.json"), JSON.stringify(file));
    expect(refusal()).toBe(
      "The settings under interject in cdk.json stand in reports/settings.json now: move them there.",
    );
  });

  test("a list in the place of the settings", () => {
    settingsJson([]);
    expect(refusal()).toMatch(/^reports\/settings\.json must hold an object/);
  });

  test("an Auth0 issuer without the slash that its tokens have", () => {
    const auth0 = { provider: "auth0", issuer: "https://login.example.com", audiences: ["a"] };
    settingsJson({ issuers: [auth0] });
    expect(refusal()).toMatch(
      /^The setting issuers\.0\.issuer .* must end with a slash, as the `iss` of Auth0/,
    );
    settingsJson({ issuers: [{ ...auth0, issuer: "https://login.example.com/" }] });
    expect(load().issuers).toHaveLength(1);
  });

  test("a database by its url, whose password would be readable in AWS, wherever it stands", () => {
    const url = "postgres://api:pa55word@127.0.0.1/sales";
    dotEnv(`INTERJECT_CONNECTIONS='${JSON.stringify([{ name: "Sales", engine: "postgres", url }])}'\n`);
    expect(refusal()).toMatch(
      /^The setting connections\.0 \(INTERJECT_CONNECTIONS in \.env\) is wrong: its url/,
    );
    expect(refusal()).toMatch(/move the connection into local-connections\.json, .* or name a secret/);
    expect(refusal()).not.toContain("pa55word");
    dotEnv("");
    settingsJson({ connections: [{ name: "Sales", engine: "postgres", perClient: { ACME: { url } } }] });
    expect(refusal()).toMatch(/^The setting connections\.0 in reports\/settings\.json is wrong: its url/);
  });

  test("the file of npm start's own databases in the place of the settings", () => {
    settingsJson({}, "local-connections.json");
    expect(refusal({ INTERJECT_SETTINGS_FILE: "./local-connections.json" })).toMatch(
      /passwords are for npm start alone/,
    );
  });

  test("with a name that exists for what is near, inside lists too", () => {
    const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sales-AbCdEf";
    settingsJson({ connections: [{ name: "Sales", engine: "postgres", secret, pool_size: 3 }] });
    expect(refusal()).toBe(
      "The setting connections.0.pool_size in reports/settings.json does not exist: did you mean poolSize? docs/databases.md lists all.",
    );
  });

  test("a settings file that the environment names and that is not there", () => {
    expect(refusal({ INTERJECT_SETTINGS_FILE: "staging.json" })).toMatch(/^staging\.json cannot be read: /);
  });

  test("a cdk.json that is not JSON, or not there", () => {
    writeFileSync(join(directory, "cdk.json"), "{");
    expect(refusal()).toMatch(/^cdk\.json cannot be read: /);
    rmSync(join(directory, "cdk.json"));
    expect(refusal()).toMatch(/^cdk\.json cannot be read: /);
  });
});

describe("mistakes", () => {
  test("are told all at once, a line each, whatever their places", () => {
    settingsJson({ logLevel: "LOUD", issuers: [{ provider: "okta", audience: ["a"] }], clints: ["ACME"] });
    dotEnv("INTERJECT_TRACNG=true\n");
    const deploying = () => loadDeployedSettings(directory, { INTERJECT_DATA_MEMORY_MB: "64" });
    expect(deploying).toThrow(SettingInvalid);
    const lines = refusal({ INTERJECT_DATA_MEMORY_MB: "64" }).split("\n");
    expect(lines[0]).toBe("There are 5 mistakes:");
    const told = lines.slice(1).join("\n");
    expect(told).toContain(
      "- The setting INTERJECT_TRACNG in .env does not exist: did you mean INTERJECT_TRACING?",
    );
    expect(told).toContain("- The setting logLevel in reports/settings.json is wrong:");
    expect(told).toContain(
      "- The setting dataMemoryMb (INTERJECT_DATA_MEMORY_MB in the environment) is wrong:",
    );
    expect(told).toContain(
      "- The setting issuers.0.audience in reports/settings.json does not exist: did you mean",
    );
    expect(told).toContain(
      "- The setting clints in reports/settings.json does not exist: did you mean clients?",
    );
  });

  test("include clients that are missing, where the stack is to be deployed", () => {
    expect(() => loadDeployedSettings(directory, { INTERJECT_TRACING: "yes" })).toThrow(
      /^There are 2 mistakes:\n- The setting tracing .*\n- The setting clients is missing: /,
    );
    expect(refusal({ INTERJECT_TRACING: "yes" })).not.toContain("clients");
  });

  test.each(["interject.stageName", "interject", "INTERJECT_STAGE_NAME"])(
    "include the context value %s of the cdk command",
    (name) => {
      const environment = {
        INTERJECT_CLIENTS: "any",
        CDK_CONTEXT_JSON: JSON.stringify({ [name]: "x", other: 1 }),
      };
      expect(() => loadDeployedSettings(directory, environment)).toThrow(
        `The context value ${name} sets nothing: settings stand in reports/settings.json`,
      );
    },
  );
});

const project = join(import.meta.dirname, "../..");

test("this project's own cdk.json makes schema findings errors", () => {
  expect(readContext(project)["@aws-cdk/core:validateAgainstDefaultRules"]).toBe(true);
});

test.each(Object.keys(StackSettings.entries))("docs/settings.md describes %s and its variable", (name) => {
  const page = readFileSync(join(project, "docs/settings.md"), "utf8");
  expect(page).toContain(`| \`${name}\``);
  // It stands in the file alone.
  if (name === "environments") return;
  expect(page).toContain(`\`INTERJECT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}\``);
});
