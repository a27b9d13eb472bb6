import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { fetchKeySet } from "../../../lambdas/authorizer/fetch-key-set.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { parseIssuers } from "../../support/settings.ts";
import { keySetOf, tokenKey } from "../../support/tokens.ts";

const key = tokenKey("EdDSA", "k");
const good = keySetOf([key]);

/** A provider that answers each request with the next of `answers`, and with the last of them from then on. */
async function provider(...answers: ((response: ServerResponse, request: IncomingMessage) => unknown)[]) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(paths.length, answers.length - 1)];
    paths.push(request.url ?? "");
    answer?.(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = (more: object = { jwksUri: `${url}/keys` }) => {
    const [settings] = parseIssuers([{ issuer: url, audiences: ["a"], ...more }]);
    if (settings === undefined) throw new Error("There are no settings");
    return issuerOf(settings);
  };
  return { url, paths, issuer, server };
}
const answering =
  (body: string, headers: Record<string, string> = {}, status = 200) =>
  (response: ServerResponse) =>
    response.writeHead(status, headers).end(body);

describe("a key set", () => {
  it("is fetched from its address, with the time that it may be kept", async () => {
    const { issuer, paths } = await provider(answering(good, { "Cache-Control": "public, max-age=600" }));
    const { keys, maxAgeSeconds } = await fetchKeySet(issuer());
    expect(keys.map(({ kid }) => kid)).toEqual(["k"]);
    expect(maxAgeSeconds).toBe(600);
    expect(paths).toEqual(["/keys"]);
  });

  it.each([
    [{}, null],
    [{ "Cache-Control": "no-store" }, 0],
    [{ "Cache-Control": "no-cache, max-age=600" }, 0],
    [{ "Cache-Control": 'max-age="60"' }, 60],
    [{ "Cache-Control": "s-maxage=60" }, null],
  ])("with the headers %j may be kept for %s seconds", async (headers, seconds) => {
    const { issuer } = await provider(answering(good, headers));
    expect((await fetchKeySet(issuer())).maxAgeSeconds).toBe(seconds);
  });

  it("is asked for once more after a failure, and no more", async () => {
    const once_ = await provider((response) => response.destroy(), answering(good));
    expect((await fetchKeySet(once_.issuer())).keys).toHaveLength(1);
    expect(once_.paths).toHaveLength(2);
    const never = await provider((response) => response.destroy());
    await expect(fetchKeySet(never.issuer())).rejects.toThrow();
    expect(never.paths).toHaveLength(2);
  });

  it("is not looked for where a redirect leads", async () => {
    const elsewhere = await provider(answering(good));
    const { issuer } = await provider(answering("", { Location: `${elsewhere.url}/keys` }, 302));
    await expect(fetchKeySet(issuer())).rejects.toThrow();
    expect(elsewhere.paths).toEqual([]);
  });

  it("that takes longer than two seconds is given up", async () => {
    const { issuer, paths } = await provider(
      // Its beginning comes soon, its end never.
      (response) => response.writeHead(200).write(good.slice(0, 5)),
      () => {},
    );
    const failure = fetchKeySet(issuer()).catch((error: unknown) => error);
    const first = await Promise.race([failure, sleep(8_000, "still waiting")]);
    expect(first).toBeInstanceOf(Error);
    expect(paths).toHaveLength(2);
  }, 20_000);

  it("of more than 100 KB is not read to its end", async () => {
    let sent = 0;
    const { issuer } = await provider(async (response) => {
      response.writeHead(200);
      const chunk = " ".repeat(16_384);
      while (!response.destroyed && sent < 200_000_000) {
        sent += chunk.length;
        if (!response.write(chunk)) await Promise.race([once(response, "drain"), once(response, "close")]);
      }
    });
    await expect(fetchKeySet(issuer())).rejects.toThrow("more than 100000 bytes");
    expect(sent).toBeLessThan(50_000_000);
  });

  it.each([
    ["is no JSON", "<html>"],
    ["is a list", "[]"],
    ["has no keys", "{}"],
    ["has an empty list of keys", '{"keys":[]}'],
    ["has keys without names only", JSON.stringify({ keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }] })],
    ["has more than 100 keys", JSON.stringify({ keys: Array.from({ length: 101 }, () => key.jwk) })],
  ])("that %s is none", async (_, body) => {
    const { issuer } = await provider(answering(body));
    await expect(fetchKeySet(issuer())).rejects.toThrow();
  });

  it.each([201, 204, 304, 401, 404, 500])("with the status %i is none", async (status) => {
    const { issuer } = await provider(answering(status === 204 || status === 304 ? "" : good, {}, status));
    await expect(fetchKeySet(issuer())).rejects.toThrow(String(status));
  });

  it("keeps the keys that can be read beside some that cannot", async () => {
    const { issuer } = await provider(
      answering(JSON.stringify({ keys: [null, 7, { kty: "oct" }, key.jwk] })),
    );
    expect((await fetchKeySet(issuer())).keys).toHaveLength(1);
  });
});

describe("an address of a key set", () => {
  it.each([
    ["http://keys.example.com/jwks", false],
    ["ftp://keys.example.com/jwks", false],
    ["file:///etc/passwd", false],
    ["http://127.0.0.1.example.com/", false],
    ["https://keys.example.com/jwks", true],
    ["http://localhost:3001/jwks", true],
  ])("%s: %s", (jwksUri, accepted) => {
    const parse = () => parseIssuers([{ issuer: "https://a.example", audiences: ["a"], jwksUri }]);
    if (accepted) expect(parse()).toHaveLength(1);
    else expect(parse).toThrow("https://");
  });
});

describe("discovery", () => {
  const discovering = { discover: true };

  it("takes the key set's address from the issuer's own document", async () => {
    const { issuer, paths, url } = await provider(
      (response) => answering(JSON.stringify({ issuer: url, jwks_uri: `${url}/elsewhere` }))(response),
      answering(good),
    );
    expect((await fetchKeySet(issuer(discovering))).keys).toHaveLength(1);
    expect(paths).toEqual(["/.well-known/openid-configuration", "/elsewhere"]);
  });

  it("does not believe another issuer's document", async () => {
    const { issuer, paths, url } = await provider((response) =>
      answering(JSON.stringify({ issuer: "https://other.example", jwks_uri: `${url}/keys` }))(response),
    );
    await expect(fetchKeySet(issuer(discovering))).rejects.toThrow("another issuer's");
    expect(paths).not.toContain("/keys");
  });
});

describe("a proxy of the environment", () => {
  it("is what the key set is fetched through", async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on("connect", (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    onTestFinished(() => void proxy.close());
    const module = join(import.meta.dirname, "../../../lambdas/authorizer/fetch-json.ts").replaceAll(
      "\\",
      "/",
    );
    const child = spawn(
      process.execPath,
      [
        "--input-type=module",
        "--eval",
        `const { fetchJson } = await import(${JSON.stringify(`file://${module.startsWith("/") ? "" : "/"}${module}`)});
         await fetchJson("https://keys.example.test/jwks").catch((error) => console.log("failed"));`,
      ],
      {
        // As `lib/authorizer.ts` sets them from the setting httpsProxy.
        env: {
          ...process.env,
          NODE_USE_ENV_PROXY: "1",
          HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
          NO_PROXY: "",
        },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    expect((await text(child.stdout)).trim()).toBe("failed");
    // One attempt and its retry; the name was never looked up on this machine.
    expect(asked).toEqual(["CONNECT keys.example.test:443", "CONNECT keys.example.test:443"]);
  });
});
