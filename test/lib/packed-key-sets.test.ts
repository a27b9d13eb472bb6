import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, it } from "vitest";
import { dataApiApp } from "../../lib/app.ts";
import { keySetsToPack } from "../../lib/packed-key-sets.ts";
import { readContext } from "../../lib/setting-sources.ts";
import { countingServer } from "../support/key-set-server.ts";
import { keySetOf, signToken, tokenKey } from "../support/tokens.ts";

const project = join(import.meta.dirname, "../..");
const bare = mkdtempSync(join(tmpdir(), "settings-"));
writeFileSync(join(bare, "cdk.json"), JSON.stringify({ context: readContext(project) }));
const folders = [bare];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const issuer = "https://auth.example.test";
const key = tokenKey("RS256", "k");
const settings = (jwksUri: string, packKeySets = true) => ({
  INTERJECT_ISSUERS: JSON.stringify([{ issuer, jwksUri }]),
  INTERJECT_CLIENTS: "any",
  INTERJECT_PACK_KEY_SETS: String(packKeySets),
});

/** Asks the authorizer's own bundle about a good token, in a process of its own. */
function ask(directory: string, environment: Record<string, string>) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: `${issuer}/resources`,
    sub: "42",
    client_id: "a",
    iat: now,
    exp: now + 600,
  };
  const token = signToken(key, { alg: "RS256", typ: "at+jwt", kid: key.kid }, claims);
  const event = {
    methodArn: "arn:aws:execute-api:eu-west-1:123456789012:a/prod/GET/x",
    headers: { Authorization: `Bearer ${token}` },
    requestContext: { requestId: "r", identity: { sourceIp: "192.0.2.1" } },
  };
  const script = `
    const { handler } = await import("./index.mjs");
    const answer = await handler(${JSON.stringify(event)}, { awsRequestId: "a" }).catch((error) => ({ failed: error.name }));
    console.log("ANSWER " + JSON.stringify(answer));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return JSON.parse(/ANSWER (.*)/.exec(stdout)?.[1] ?? "null");
}

describe("key sets packed at deployment", () => {
  it("let a cold start verify while the issuer cannot be reached", async () => {
    const server = await countingServer((response) => response.end(keySetOf([key])));
    const environment = settings(server.url);
    const packed = await keySetsToPack(bare, environment);
    expect(server.count()).toBe(1);
    await server.close();

    const assembly = dataApiApp(bare, environment, packed).synth();
    folders.push(assembly.directory);
    const [file = "", ...others] = globSync("asset.*/key-sets.json", { cwd: assembly.directory });
    expect(others).toEqual([]);
    const published = JSON.parse(readFileSync(join(assembly.directory, file), "utf8"));
    expect(published[issuer].keys).toEqual([key.jwk]);

    const functions = Template.fromJSON(assembly.stacks[0]?.template).findResources("AWS::Lambda::Function");
    const variables = Object.values(functions)
      .map(({ Properties }) => Properties)
      .find(({ Description }) => Description.includes("tokens")).Environment.Variables;
    const directory = join(assembly.directory, dirname(file));
    expect(ask(directory, variables)).toMatchObject({ principalId: `${issuer}#42` });
    // Without what was packed nothing can be said of the same token.
    const { packedKeySets: _, ...without } = JSON.parse(variables.SETTINGS);
    expect(ask(directory, { ...variables, SETTINGS: JSON.stringify(without) })).toEqual({
      failed: "KeySetUnavailable",
    });
  }, 60_000);

  it("are not fetched unless the settings ask for it", async () => {
    const server = await countingServer((response) => response.end(keySetOf([key])));
    expect(await keySetsToPack(bare, settings(server.url, false))).toBeNull();
    expect(server.count()).toBe(0);
    await server.close();
  });

  it("that would never serve are refused", async () => {
    const environment = { ...settings("http://127.0.0.1:9/"), INTERJECT_KEY_SET_OUTAGE_SECONDS: "0" };
    await expect(keySetsToPack(bare, environment)).rejects.toThrow("needs keySetOutageSeconds above 0");
  });

  it("that cannot be had stop the deployment, with the issuer's name", async () => {
    const server = await countingServer((response) => response.writeHead(500).end());
    await expect(keySetsToPack(bare, settings(server.url))).rejects.toThrow(
      `The setting packKeySets needs the key set of ${issuer}, which cannot be had`,
    );
    await server.close();
  });
});
