import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalIssuer, startIssuer } from "../local/identity-provider/issuer.ts";

/** An identity provider with a key of its own, which ends with it. */
export async function benchIssuer(): Promise<LocalIssuer & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), "bench-issuer-"));
  const issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
  return {
    ...issuer,
    async [Symbol.asyncDispose]() {
      await issuer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
