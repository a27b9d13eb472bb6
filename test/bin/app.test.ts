import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const app = join(import.meta.dirname, "../../bin/app.ts");

let output: string;
beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), "cdk-out-"));
});
afterEach(() => rmSync(output, { recursive: true, force: true }));

const run = (environment: Record<string, string>) =>
  spawnSync(process.execPath, [app], {
    cwd: tmpdir(),
    encoding: "utf8",
    env: { ...process.env, CDK_OUTDIR: output, INTERJECT_CLIENTS: "any", ...environment },
  });

test("writes the stack into CDK_OUTDIR from any folder, without the cdk command, an account or a network", () => {
  const { status, stdout, stderr } = run({ AWS_PROFILE: "none", INTERJECT_STACK_NAME: "Elsewhere" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(existsSync(join(output, "Elsewhere.template.json"))).toBe(true);
});

test("stops without clients, which an empty configuration lacks, with one sentence that says how to find them", () => {
  const { status, stdout, stderr } = run({ INTERJECT_CLIENTS: "" });
  expect(stderr).toMatch(
    /^The setting clients is missing: https:\/\/auth\.gointerject\.com signs in .*\.\n$/,
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(existsSync(join(output, "manifest.json"))).toBe(false);
});

test("stops at a wrong setting with one sentence and nothing else", () => {
  const { status, stdout, stderr } = run({ INTERJECT_AUTHORIZER_CACHE_SECONDS: "4000" });
  expect(stderr).toBe(
    "The setting authorizerCacheSeconds (INTERJECT_AUTHORIZER_CACHE_SECONDS in the environment) is wrong: it must be a whole number from 0 to 3600.\n",
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(existsSync(join(output, "manifest.json"))).toBe(false);
});

test("stops so at a mistake that shows while the stack is made, too", () => {
  const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sales-AbCdEf";
  const routines = ["api.*", `${"r".repeat(4000)}.*`];
  const { status, stdout, stderr } = run({
    INTERJECT_CONNECTIONS: JSON.stringify([{ name: "Sales", engine: "postgres", secret, routines }]),
  });
  expect(stderr).toMatch(/^[^\n]*Lambda has room for 3,700; most of it is connections\.[^\n]*\n$/);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});
