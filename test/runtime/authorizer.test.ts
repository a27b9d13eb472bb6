import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalIssuer, startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import {
  type RuntimeProcess,
  runtimeClient,
  startRuntimeProcess,
  withoutClient,
} from "../support/runtime-process.ts";
import { type Synthesised, synthesised } from "../support/synthesised.ts";

describe.skipIf(runtimeClient === undefined)(
  `the authorizer under AWS's runtime client${withoutClient}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "runtime-authorizer-"));
    let issuer: LocalIssuer;
    let stack: Synthesised;
    let process: RuntimeProcess;

    beforeAll(async () => {
      issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
      stack = await synthesised(settingsFor(issuer));
      process = await startRuntimeProcess(stack.authorizer);
    });
    afterAll(async () => {
      await process?.close();
      stack?.close();
      await issuer?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const ask = (token: string) => process.invoke(stack.events("/api/v1/sql", "{}", token).forAuthorizer);

    it("answers one JSON document: a policy for the whole stage, and the identity as texts", async () => {
      const outcome = await ask(issuer.token());
      if (outcome.kind !== "answer") throw new Error(JSON.stringify(outcome));
      expect(outcome.headers).toMatchObject({ "content-type": "application/json" });
      const policy = JSON.parse(outcome.bytes.toString("utf8"));
      expect(policy.policyDocument.Statement).toEqual([
        {
          Action: "execute-api:Invoke",
          Effect: "Allow",
          Resource: "arn:aws:execute-api:local:000000000000:local/prod/*",
        },
      ]);
      expect(Object.values(policy.context).every((value) => typeof value === "string")).toBe(true);
    });

    it("fails with exactly Unauthorized for a bad token, which the gateway answers with 401", async () => {
      const outcome = await ask(issuer.token({ lifetimeSeconds: -60 }));
      expect(outcome).toMatchObject({ kind: "error", error: { errorMessage: "Unauthorized" } });
    });

    it("goes on in the same process after a refusal", async () => {
      expect((await ask("no token")).kind).toBe("error");
      expect((await ask(issuer.token())).kind).toBe("answer");
    });

    it("learns a new key after a freeze during which its connection to the issuer has ended", async () => {
      expect((await ask(issuer.token())).kind).toBe("answer");
      await process.asked();
      process.freeze();
      const { port } = new URL(issuer.issuer);
      await issuer.close();
      issuer = await startIssuer({ host: "127.0.0.1", port: Number(port), keysFolder: join(folder, "new") });
      process.thaw();
      expect((await ask(issuer.token())).kind).toBe("answer");
    });

    it("reports that it cannot start without its settings, and ends", async () => {
      const broken = await startRuntimeProcess({ ...stack.authorizer, environment: {} });
      try {
        expect(await broken.initError).toMatchObject({ errorMessage: expect.stringContaining("SETTINGS") });
        expect(await broken.ended).not.toBe(0);
      } finally {
        await broken.close();
      }
    });
  },
);
