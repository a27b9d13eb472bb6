import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { secretText } from "../../../../../../lambdas/data/sql/connection/aws/secret-text.ts";
import { secretArn, startSecretsManager } from "../../../../../support/secrets-manager.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const reading = () => secretText(secretArn("sales")).catch((error: unknown) => error);

describe("a secret that cannot be read", () => {
  it("is given up after two requests of five seconds where nothing answers, and the network is named", async () => {
    let requests = 0;
    const server = createServer(() => {
      requests++;
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const manager = await startSecretsManager();
    onTestFinished(manager.close);
    const { port } = server.address() as AddressInfo;
    vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", `http://127.0.0.1:${port}`);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let failure: unknown;
    void reading().then((error) => {
      failure = error;
    });
    // Time passes only while a request waits for its answer, however slow this machine is.
    const arrived = async (count: number) => {
      while (requests < count) await new Promise(setImmediate);
    };
    await arrived(1);
    await vi.advanceTimersByTimeAsync(6_000);
    await arrived(2);
    await vi.advanceTimersByTimeAsync(6_000);
    while (failure === undefined) await new Promise(setImmediate);
    expect(requests).toBe(2);
    expect(failure).toMatchObject({
      name: "SourceUnavailable",
      message: expect.stringMatching(
        /Secrets Manager cannot be reached.*dataNetwork.*NAT gateway.*com\.amazonaws\.eu-west-1\.secretsmanager/,
      ),
    });
  });

  it("is one that Secrets Manager refuses, where it answers", async () => {
    const manager = await startSecretsManager();
    onTestFinished(manager.close);
    expect(await reading()).toMatchObject({
      name: "SourceUnavailable",
      message: expect.stringMatching(
        /secret:sales-AbCdEf cannot be read: Secrets Manager refuses it.*ResourceNotFound/,
      ),
    });
    expect(manager.asked).toHaveLength(1);
  });
});
