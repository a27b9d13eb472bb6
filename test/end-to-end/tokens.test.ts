import { request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalApi, startLocal } from "../../local/start.ts";
import { countingServer } from "../support/key-set-server.ts";
import { exampleSettings } from "../support/settings.ts";
import { corpus } from "../tokens/corpus.ts";
import { tokenKit } from "../tokens/kit.ts";

/** Every token of the corpus, as the gateway and the authorizer's own bundle see it. */
const kit = tokenKit();
const cases = corpus(kit);
const lines: string[] = [];
let servers: Awaited<ReturnType<typeof countingServer>>[];
let api: LocalApi;

beforeAll(async () => {
  servers = await Promise.all(
    [kit.keySets.issuer, kit.keySets.federated].map((set) => countingServer((response) => response.end(set))),
  );
  const [own, other] = servers.map(({ url }) => url);
  api = await startLocal({
    host: "127.0.0.1",
    port: 0,
    concurrency: 1,
    settings: {
      ...exampleSettings,
      INTERJECT_ISSUERS: JSON.stringify(kit.settings({ issuer: own ?? "", federated: other ?? "" })),
      INTERJECT_CLIENTS: JSON.stringify(kit.clients),
      // Each request is to be judged by itself.
      INTERJECT_AUTHORIZER_CACHE_SECONDS: "0",
    },
    log: (line) => lines.push(line),
  });
}, 60_000);

afterAll(async () => {
  await api?.close();
  await Promise.all((servers ?? []).map((server) => server.close()));
});

interface Answer {
  readonly status: number;
  readonly authenticate: string | undefined;
  readonly body: string;
}

function ask(authorization: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = authorization.length === 0 ? {} : { Authorization: [...authorization] };
    const sent = httpRequest(`${api.baseUrl}/api/v1/example/protected`, { headers }, async (response) => {
      let body = "";
      for await (const chunk of response.setEncoding("utf8")) body += chunk;
      resolve({ status: response.statusCode ?? 0, authenticate: response.headers["www-authenticate"], body });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** The lines about refused tokens; the function writes them to a pipe, so they may come after the answer. */
async function refusals(from: number): Promise<{ message: string; reason: string }[]> {
  for (let round = 0; round < 40; round++) {
    const found = lines.slice(from).filter((line) => line.includes('"token-refused"'));
    if (found.length > 0) return found.map((line) => JSON.parse(line.slice(line.indexOf("{"))));
    await sleep(25);
  }
  return [];
}

describe("the corpus", () => {
  it.each(cases)("$name: $status $reason", async ({ authorization, status, reason }) => {
    const from = lines.length;
    const answer = await ask(authorization);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.authenticate).toBe("Bearer");
    if (status === 403) expect(answer.authenticate).toContain('error="insufficient_scope"');
    // A request without the header, or with an empty one, does not reach the authorizer: the
    // gateway refuses it.
    const reachesAuthorizer = authorization.some((value) => value.trim() !== "");
    if (status === 200 || !reachesAuthorizer) return;
    const logged = await refusals(from);
    expect(logged.map((line) => line.reason)).toEqual([reason]);
    const text = lines.slice(from).join("\n") + answer.body;
    for (const value of authorization) {
      const [, payload = "", signature = ""] = value.split(".");
      for (const part of [payload, signature])
        if (part.length >= 24) expect(text).not.toContain(part.slice(0, 24));
    }
  });
});

it("has fetched each key set twice at most: at the start, and once for names that are not there", () => {
  for (const server of servers) expect(server.count()).toBeLessThanOrEqual(4);
});
