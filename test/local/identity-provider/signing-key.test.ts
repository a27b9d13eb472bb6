import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { calculateJwkThumbprint } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signingKey, strangersKey } from "../../../local/identity-provider/signing-key.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "signing-key-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The kid that another process gets for the folder. */
async function kidElsewhere(): Promise<string> {
  const module = pathToFileURL(join(import.meta.dirname, "../../../local/identity-provider/signing-key.ts"));
  const code = `import { signingKey } from ${JSON.stringify(module)};
    process.stdout.write(signingKey(${JSON.stringify(join(folder, "new"))}).kid)`;
  const process_ = spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: "pipe" });
  let printed = "";
  for (const output of [process_.stdout, process_.stderr])
    output.on("data", (chunk: Buffer) => {
      printed += chunk;
    });
  await once(process_, "close");
  return printed;
}

describe("the signing key", () => {
  it("is made once and outlasts a restart", () => {
    const { kid } = signingKey(join(folder, "deep", "er"));
    expect(signingKey(join(folder, "deep", "er")).kid).toBe(kid);
  });

  it("is named by its RFC 7638 thumbprint", async () => {
    const { kid, publicKey } = strangersKey();
    expect(kid).toBe(await calculateJwkThumbprint(publicKey));
  });

  it("is the same for processes that start at once", async () => {
    const kids = await Promise.all([kidElsewhere(), kidElsewhere(), kidElsewhere()]);
    expect(kids[0]).toMatch(/^[\w-]{43}$/);
    expect(new Set(kids).size).toBe(1);
  });

  it("is not replaced without a word when its file is damaged", () => {
    writeFileSync(join(folder, "issuer-key.pem"), "-----BEGIN");
    expect(() => signingKey(folder)).toThrow("issuer-key.pem holds no RSA key: remove it");
  });
});
