import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";

const keysFolder = mkdtempSync(join(tmpdir(), "doctor-test-"));
let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder });
});
afterAll(async () => {
  await issuer.close();
  rmSync(keysFolder, { recursive: true, force: true });
});

async function doctor(environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../bin/doctor.ts")], {
    env: { ...process.env, ...settingsFor(issuer), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, code] = await Promise.all([
    text(child.stdout),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { output, code };
}

it("fetches the key set, and finds nothing wrong where there is nothing to find", async () => {
  const { output, code } = await doctor({});
  expect(output).toContain(
    `Issuer ${issuer.issuer}, asked from this machine\n  ok       Its key set has 1 keys, for RS256.`,
  );
  expect(output).toContain("The settings name no connections.");
  expect(code).toBe(0);
});
