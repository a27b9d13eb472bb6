import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";

const keysFolder = mkdtempSync(join(tmpdir(), "token-test-"));
let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
});
afterAll(async () => {
  await issuer.close();
  rmSync(keysFolder, { recursive: true, force: true });
});

async function run(words: readonly string[], input = "", environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../bin/token.ts"), ...words], {
    env: { ...process.env, ...settingsFor(issuer), ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { output, errors, code };
}

describe("npm run token -- --explain", () => {
  it("accepts a good token, reading the key set now", async () => {
    const { output, code } = await run(["--explain", issuer.token()]);
    expect(output).toContain(`Judged by the settings of ${issuer.issuer}`);
    expect(output).toMatch(/^Accepted\.$/m);
    expect(output).not.toContain("FAIL");
    expect(code).toBe(0);
  });

  it("reads the token from stdin, and says what is wrong with it", async () => {
    const token = issuer.token({ bad: "wrong-audience" });
    const { output, code, errors } = await run(["--explain", "-"], `${token}\n`);
    expect(output).toContain("FAIL  audience-mismatch");
    expect(output).toContain("Refused: audience-mismatch. Answered 401.");
    expect(output).not.toContain(token.split(".")[2]?.slice(0, 12));
    expect(errors).toBe("");
    expect(code).toBe(1);
  });

  it("says of a token's client where the settings name none yet", async () => {
    const { output, code } = await run(["--explain", issuer.token({ client: "ACME" })], "", {
      INTERJECT_CLIENTS: "",
    });
    expect(output).toMatch(/FAIL {2}client-not-allowed: .*\[settings: \(none\); token: ACME\]/);
    expect(output).toContain("Refused: client-not-allowed. Answered 403.");
    expect(code).toBe(1);
  });

  it("has nothing to say of what is no token, but that", async () => {
    const { output, code } = await run(["--explain", "hunter2"]);
    expect(output).toContain("Refused: token-malformed");
    expect(output).not.toContain("hunter2");
    expect(code).toBe(1);
  });

  it("shows what a hostile token would do to a terminal, instead of doing it", async () => {
    // An escape sequence, its one-byte form, a delete, a right-to-left override, a line end and a verdict.
    const hostile = "\u001b[2J\u009b2J\u007f\u202e\u2028\nAccepted.\r";
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "RS256", kid: hostile })}.${part({ iss: hostile, jti: hostile })}.AAAA`;
    const { output } = await run(["--explain", token]);
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
    expect(output).not.toMatch(/^Accepted\.$/m);
    expect(output).toContain(String.raw`token: \u001b[2J\u009b2J\u007f\u202e\u2028\u000aAccepted.\u000d`);
    expect(output).toContain(String.raw`"jti": "\u001b[2J\u009b2J\u007f\u202e\u2028\nAccepted.\r"`);
  });
});
