import { describe, expect, it, vi } from "vitest";
import type { FetchedKeySet, Jwk } from "../../../lambdas/authorizer/fetch-key-set.ts";
import { issuerOf } from "../../../lambdas/authorizer/issuer.ts";
import { type KeySetOptions, keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { KeySetUnavailable, TokenRefused } from "../../../lambdas/authorizer/refusal.ts";
import { log } from "../../../lambdas/log.ts";

const issuer = issuerOf({ issuer: "https://auth.example.test" });
const hour = 3_600;
const day = 86_400;

/** A key as a set holds it; `version` tells two keys of the same kid apart. */
function published(kid: string, version = 1): Jwk {
  return { kty: "EC", crv: "P-256", kid, x: `${kid}-${version}` };
}

/** An issuer whose key set is as a test says, under a clock that stands until the test moves it. */
function scripted(options: Partial<KeySetOptions> = {}) {
  const script = {
    clock: 1_000_000_000,
    fetches: 0,
    keys: [published("a")] as readonly Jwk[],
    maxAgeSeconds: null as number | null,
    down: false,
    /** While it is set, fetches wait for {@link release}. */
    slow: false,
    release: (): void => {},
  };
  const sets = keySets({
    lifetimeSeconds: hour,
    outageSeconds: day,
    now: () => script.clock,
    random: () => 1,
    async fetch(): Promise<FetchedKeySet> {
      script.fetches++;
      if (script.slow) {
        await new Promise<void>((resolve) => {
          script.release = resolve;
        });
      }
      if (script.down) throw new Error("down");
      return { keys: script.keys, maxAgeSeconds: script.maxAgeSeconds };
    },
    ...options,
  });
  return {
    script,
    sets,
    pass: (seconds: number) => {
      script.clock += seconds * 1000;
    },
    /** The key that a token with `kid` finds, or why it finds none. */
    async ask(kid: string): Promise<string> {
      try {
        return String((await sets.find(issuer, kid, "ES256"))["x"]);
      } catch (error) {
        if (error instanceof TokenRefused) return error.reason;
        if (error instanceof KeySetUnavailable) return "unavailable";
        throw error;
      }
    },
  };
}

describe("a key set", () => {
  it("is fetched once for any number of first requests at a time", async () => {
    const { ask, script } = scripted();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask("a")));
    expect(new Set(answers)).toEqual(new Set(["a-1"]));
    expect(script.fetches).toBe(1);
  });

  it("can be fetched ahead of the first token", async () => {
    const { ask, script, sets } = scripted();
    await sets.prefetch(issuer);
    await ask("a");
    expect(script.fetches).toBe(1);
  });

  it("is not fetched again in the first half of its lifetime", async () => {
    const { ask, pass, script } = scripted();
    await ask("a");
    pass(hour / 2 - 1);
    await ask("a");
    expect(script.fetches).toBe(1);
  });

  it("is renewed in the background in the second half, once, while the old one serves", async () => {
    const { ask, pass, script } = scripted();
    await ask("a");
    pass(hour / 2);
    script.slow = true;
    expect(await Promise.all([ask("a"), ask("a"), ask("a")])).toEqual(["a-1", "a-1", "a-1"]);
    expect(script.fetches).toBe(2);
    script.keys = [published("b")];
    script.release();
    await vi.waitFor(async () => expect(await ask("b")).toBe("b-1"));
    expect(script.fetches).toBe(2);
  });

  it("is renewed before it is used past its lifetime: a withdrawn key is gone by then", async () => {
    const { ask, pass, script } = scripted();
    await ask("a");
    script.keys = [published("b")];
    pass(hour);
    expect(await ask("a")).toBe("key-unknown");
    expect(script.fetches).toBe(2);
  });

  it("is as old as the beginning of its fetch, not as its end", async () => {
    const { ask, pass, script } = scripted();
    script.slow = true;
    const first = ask("a");
    pass(10);
    script.release();
    await first;
    script.slow = false;
    script.keys = [published("b")];
    pass(hour - 10);
    expect(await ask("a")).toBe("key-unknown");
  });

  it("gives the new key at once when a renewal brings another one of the same kid", async () => {
    const { ask, pass, script } = scripted();
    expect(await ask("a")).toBe("a-1");
    script.keys = [published("a", 2)];
    pass(hour);
    expect(await ask("a")).toBe("a-2");
  });

  it.each([
    ["shorter than the setting counts", 600, 600],
    ["under five minutes is five minutes", 0, 300],
    ["longer than the setting does not count", 10 * hour, hour],
  ])("that comes with a max-age: %s", async (_, maxAgeSeconds, lifetime) => {
    const { ask, pass, script } = scripted();
    script.maxAgeSeconds = maxAgeSeconds;
    await ask("a");
    script.keys = [published("b")];
    script.slow = true;
    pass(lifetime - 1);
    expect(await ask("a")).toBe("a-1");
    pass(1);
    const late = ask("a");
    script.release();
    expect(await late).toBe("key-unknown");
  });

  it("with two keys of one name gives the one for the algorithm", async () => {
    const { ask, script } = scripted();
    script.keys = [{ kty: "RSA", kid: "a" }, published("a")];
    expect(await ask("a")).toBe("a-1");
  });

  it("without a key of that name for the algorithm says so, without another fetch", async () => {
    const { ask, script } = scripted();
    script.keys = [{ kty: "RSA", kid: "a" }];
    expect(await ask("a")).toBe("key-unfit");
    expect(script.fetches).toBe(1);
  });
});

describe("an outage", () => {
  it("is served through with the last good set, up to the limit", async () => {
    const { ask, pass, script } = scripted();
    await ask("a");
    script.down = true;
    pass(day - 1);
    expect(await ask("a")).toBe("a-1");
    pass(1);
    expect(await ask("a")).toBe("unavailable");
  });

  it("is not served through at all where the limit is 0", async () => {
    const { ask, pass, script } = scripted({ outageSeconds: 0 });
    await ask("a");
    script.down = true;
    pass(hour - 1);
    expect(await ask("a")).toBe("a-1");
    pass(1);
    expect(await ask("a")).toBe("unavailable");
  });

  it("from the start is unavailable, not a refusal", async () => {
    const { ask, script } = scripted();
    script.down = true;
    expect(await ask("a")).toBe("unavailable");
  });

  it("makes one fetch for any number of requests at a time", async () => {
    const { ask, script } = scripted();
    script.down = true;
    await Promise.all(Array.from({ length: 50 }, () => ask("a")));
    for (let times = 0; times < 50; times++) await ask("a");
    expect(script.fetches).toBe(1);
  });

  it("is met with fewer and fewer fetches: after 1, 2, 4 ... 60 seconds", async () => {
    const { ask, pass, script } = scripted();
    script.down = true;
    await ask("a");
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = script.fetches;
      pass(wait - 0.001);
      await ask("a");
      expect(script.fetches).toBe(before);
      pass(0.001);
      await ask("a");
      expect(script.fetches).toBe(before + 1);
    }
  });

  it("has waits that differ between functions: from half of the wait on", async () => {
    const { ask, pass, script } = scripted({ random: () => 0 });
    script.down = true;
    await ask("a");
    pass(0.5);
    await ask("a");
    expect(script.fetches).toBe(2);
  });

  it("is over with the first fetch that succeeds", async () => {
    const { ask, pass, script } = scripted();
    script.down = true;
    await ask("a");
    pass(1);
    script.down = false;
    expect(await ask("a")).toBe("a-1");
  });

  it("is warned of and counted once for each failed fetch, not for each token", async () => {
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    try {
      const { ask, pass, script } = scripted();
      await ask("a");
      script.down = true;
      pass(2 * hour);
      for (let times = 0; times < 10; times++) await ask("a");
      expect(warn).toHaveBeenCalledTimes(1);
      const [message, fields] = warn.mock.calls[0] ?? [];
      expect(message).toBe("key-set-fetch-failed");
      expect(fields).toMatchObject({
        failures: 1,
        ageSeconds: 2 * hour,
        serves: true,
        issuer: issuer.name,
        KeySetFetchFailed: 1,
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: "InterjectDataApi",
              Dimensions: [["service", "issuer"]],
              Metrics: [{ Name: "KeySetFetchFailed", Unit: "Count" }],
            },
          ],
        },
      });
    } finally {
      warn.mockRestore();
    }
  });

  it("is not what a function meets that was frozen in the middle of a fetch", async () => {
    const { ask, pass, script } = scripted();
    await ask("a");
    pass(hour / 2);
    script.slow = true;
    await ask("a");
    pass(600);
    script.down = true;
    script.release();
    script.slow = false;
    await vi.waitFor(async () => {
      await ask("a");
      expect(script.fetches).toBe(3);
    });
  });
});

describe("a key that the set does not hold", () => {
  it("is fetched for at once: a new key works with its first token", async () => {
    const { ask, script } = scripted();
    await ask("a");
    script.keys = [published("a"), published("b")];
    expect(await ask("b")).toBe("b-1");
    expect(script.fetches).toBe(2);
  });

  it("is not fetched for again by the request that has just fetched", async () => {
    const { ask, script } = scripted();
    expect(await ask("made-up")).toBe("key-unknown");
    expect(script.fetches).toBe(1);
  });

  it("causes at most one fetch in ten seconds, however many come", async () => {
    const { ask, pass, script } = scripted();
    await ask("a");
    for (let times = 0; times < 100; times++) await ask(`made-up-${times}`);
    expect(script.fetches).toBe(2);
    pass(9.999);
    await ask("made-up");
    expect(script.fetches).toBe(2);
    pass(0.001);
    await ask("made-up");
    expect(script.fetches).toBe(3);
  });

  it("has that limit for each issuer by itself", async () => {
    const { ask, script, sets } = scripted();
    const other = issuerOf({ issuer: "https://other.example.test" });
    await Promise.all([sets.prefetch(issuer), sets.prefetch(other)]);
    await ask("made-up");
    await expect(sets.find(other, "made-up", "ES256")).rejects.toThrow("key-unknown");
    expect(script.fetches).toBe(4);
  });

  it("neither delays nor fails tokens of known keys while it is fetched for", async () => {
    const { ask, script } = scripted();
    await ask("a");
    script.slow = true;
    const flood = Array.from({ length: 100 }, (_, at) => ask(`made-up-${at}`));
    expect(await ask("a")).toBe("a-1");
    expect(script.fetches).toBe(2);
    script.release();
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["key-unknown"]));
  });

  it("cannot be judged during an outage: it may be new", async () => {
    const { ask, script } = scripted();
    await ask("a");
    script.down = true;
    expect(await ask("b")).toBe("unavailable");
    expect(await ask("b")).toBe("unavailable");
    expect(await ask("a")).toBe("a-1");
    expect(script.fetches).toBe(2);
  });
});

describe("a packed key set", () => {
  const packed = new Map([[issuer.name, [published("a")]]]);

  it("serves a function that starts during an outage", async () => {
    const { ask, script } = scripted({ packed });
    script.down = true;
    expect(await ask("a")).toBe("a-1");
    expect(script.fetches).toBe(1);
  });

  it("is not preferred to one that can be fetched", async () => {
    const { ask, script } = scripted({ packed });
    script.keys = [published("b")];
    expect(await ask("a")).toBe("key-unknown");
    expect(script.fetches).toBe(1);
  });

  it("serves as long after the start as any other set does in an outage", async () => {
    const { ask, pass, script } = scripted({ packed });
    script.down = true;
    await ask("a");
    pass(day - 1);
    expect(await ask("a")).toBe("a-1");
    pass(1);
    expect(await ask("a")).toBe("unavailable");
  });
});
