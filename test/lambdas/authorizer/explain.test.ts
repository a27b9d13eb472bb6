import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainToken } from "../../../lambdas/authorizer/explain.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { keySets } from "../../../lambdas/authorizer/key-sets.ts";
import type { Clients } from "../../../lambdas/settings/clients.ts";
import { countingServer } from "../../support/key-set-server.ts";
import { parseIssuers } from "../../support/settings.ts";
import { corpus } from "../../tokens/corpus.ts";
import { tokenKit } from "../../tokens/kit.ts";

const kit = tokenKit();
/**
 * Cases with one header that is `Bearer` and a token: what else a request can have, is no token to explain.
 */
const cases = corpus(kit).flatMap(({ name, authorization, status, reason }) => {
  const [value = "", another] = authorization;
  const token = /^Bearer (\S+)$/.exec(value)?.[1];
  return token === undefined || another !== undefined ? [] : [{ name, token, status, reason }];
});
let servers: Awaited<ReturnType<typeof countingServer>>[];
let explainFor: (token: string, clients: Clients) => ReturnType<typeof explainToken>;
let explain: (token: string) => ReturnType<typeof explainToken>;

beforeAll(async () => {
  servers = await Promise.all(
    [kit.keySets.issuer, kit.keySets.federated].map((set) => countingServer((response) => response.end(set))),
  );
  const [own, other] = servers.map(({ url }) => url);
  const issuers = parseIssuers(kit.settings({ issuer: own ?? "", federated: other ?? "" })).map(issuerOf);
  const keys = keySets({ lifetimeSeconds: 3600, outageSeconds: 0 });
  explainFor = (token, clients) => explainToken(token, issuers, keys, clients);
  explain = (token) => explainFor(token, kit.clients);
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

it("knows most of the corpus", () => {
  expect(cases.length).toBeGreaterThan(100);
});

it.each(cases)("$name: $status $reason", async ({ token, status, reason }) => {
  const explanation = await explain(token);
  expect({ status: explanation.status, reason: explanation.verdict }).toEqual({ status, reason });
  const failed = explanation.steps.filter(({ outcome }) => outcome === "fail");
  // What the verifier refuses, the steps show too; they may show more that is wrong.
  if (reason === null) expect(failed).toEqual([]);
  else expect(failed.map((step) => step.reason)).toContain(reason);
  const signature = token.split(".")[2] ?? "";
  const text = JSON.stringify(explanation);
  for (let at = 0; at + 12 <= signature.length; at++)
    expect(text).not.toContain(signature.slice(at, at + 12));
});

describe("an explanation", () => {
  it("shows all that is wrong, not only the first", async () => {
    const { steps, verdict } = await explain(
      kit.token({ typ: "JWT" }, { aud: "https://other.example", exp: kit.now - 60 }),
    );
    expect(verdict).toBe("type-not-allowed");
    expect(steps.flatMap(({ reason }) => reason ?? [])).toEqual(
      expect.arrayContaining(["type-not-allowed", "expired", "audience-mismatch"]),
    );
    expect(steps.find(({ reason }) => reason === "audience-mismatch")).toMatchObject({
      expected: ["https://auth.example.test/resources"],
      actual: "https://other.example",
    });
  });

  it("says who the caller is taken for", async () => {
    expect((await explain(kit.token())).identity).toMatchObject({ subject: "42" });
  });

  it("says of which client the user is, where the settings admit another", async () => {
    const answer = await explainFor(kit.token({}, { ids_client_id: "GLOBEX" }), ["ACME"]);
    expect(answer).toMatchObject({ verdict: "client-not-allowed", status: 403, identity: null });
    expect(answer.steps.filter(({ outcome }) => outcome === "fail")).toEqual([
      expect.objectContaining({ reason: "client-not-allowed", expected: ["ACME"], actual: "GLOBEX" }),
    ]);
  });

  it("without a key set is none", async () => {
    const [settings] = kit.settings({ issuer: "http://127.0.0.1:9/", federated: "http://127.0.0.1:9/" });
    const keys = keySets({ lifetimeSeconds: 3600, outageSeconds: 0 });
    const answer = await explainToken(kit.token(), parseIssuers([settings]).map(issuerOf), keys, "any");
    expect(answer).toMatchObject({ verdict: "unavailable", status: 500, identity: null });
    // Key and signature, and what is only asked of verified claims: the library and your own check.
    expect(answer.steps.filter(({ outcome }) => outcome === "not asked")).toHaveLength(4);
  });
});
