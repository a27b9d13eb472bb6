import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearerToken } from "../../../lambdas/authorizer/bearer.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { isForbidden, refusalReasons, TokenRefused } from "../../../lambdas/authorizer/refusal.ts";
import { tokenVerifier } from "../../../lambdas/authorizer/verifier.ts";
import { countingServer } from "../../support/key-set-server.ts";
import { parseIssuers } from "../../support/settings.ts";
import { corpus } from "../../tokens/corpus.ts";
import { tokenKit } from "../../tokens/kit.ts";

const kit = tokenKit();
const cases = corpus(kit);
let servers: Awaited<ReturnType<typeof countingServer>>[];
let verify: ReturnType<typeof tokenVerifier>;

beforeAll(async () => {
  servers = await Promise.all(
    [kit.keySets.issuer, kit.keySets.federated].map((set) => countingServer((response) => response.end(set))),
  );
  const [own, other] = servers.map(({ url }) => url);
  const issuers = parseIssuers(kit.settings({ issuer: own ?? "", federated: other ?? "" })).map(issuerOf);
  verify = tokenVerifier(issuers, keySets({ lifetimeSeconds: 3600, outageSeconds: 86_400 }), kit.clients);
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

describe("the corpus", () => {
  it("has at least 120 cases, each with a name of its own", () => {
    expect(cases.length).toBeGreaterThanOrEqual(120);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it("has every reason but the one that is for your own check", () => {
    const reasons = new Set(cases.flatMap(({ reason }) => reason ?? []));
    expect(refusalReasons.filter((reason) => !reasons.has(reason))).toEqual(["custom-check"]);
  });
});

it.each(cases)("$name: $status $reason", async ({ authorization, status, reason }) => {
  const event = { headers: null, multiValueHeaders: { Authorization: [...authorization] } };
  const answer = await Promise.resolve()
    .then(() => verify(bearerToken(event)))
    .then(
      () => ({ status: 200, reason: null }),
      (error: unknown) => {
        if (!(error instanceof TokenRefused)) throw error;
        return { status: isForbidden(error.reason) ? 403 : 401, reason: error.reason };
      },
    );
  expect(answer).toEqual({ status, reason });
});

it("fetches the key sets of its issuers and nothing that a token names", () => {
  // One fetch to begin with and one for keys that are not there: at most one in ten seconds, for
  // dozens of tokens.
  expect(servers.map((server) => server.count())).toEqual([2, 2]);
});
