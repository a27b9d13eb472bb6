import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FetchedKeySet } from "../../../lambdas/authorizer/fetch-key-set.ts";
import { type KeySetOptions, keySets } from "../../../lambdas/authorizer/key-sets.ts";
import { KeySetUnavailable } from "../../../lambdas/authorizer/refusal.ts";

const uri = "https://auth.example.test/jwks";
const hour = 3_600;
const day = 86_400;

/** A key set at an address, under a clock that stands until a test moves it. */
function scripted(options: Partial<KeySetOptions> = {}) {
  const script = {
    clock: 1_000_000_000,
    fetches: 0,
    kids: ["a"],
    maxAgeSeconds: null as number | null,
    down: false,
  };
  const sets = keySets({
    lifetimeSeconds: hour,
    outageSeconds: day,
    now: () => script.clock,
    random: () => 1,
    async fetch(): Promise<FetchedKeySet> {
      script.fetches++;
      if (script.down) throw new Error("down");
      return { keys: script.kids.map((kid) => ({ kty: "RSA", kid })), maxAgeSeconds: script.maxAgeSeconds };
    },
    ...options,
  });
  return {
    script,
    sets,
    pass: (seconds: number) => {
      script.clock += seconds * 1000;
    },
    /** The kid that a token with `kid` finds, or why it finds none. */
    async ask(kid: string): Promise<string> {
      try {
        const jwk = await sets.getJwk(uri, { header: { kid } } as never);
        return String(jwk.kid);
      } catch (error) {
        return error instanceof KeySetUnavailable ? "unavailable" : "unknown";
      }
    },
  };
}

let at: ReturnType<typeof scripted>;
beforeEach(() => {
  at = scripted();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a key set", () => {
  it("is fetched once for any number of first requests at a time", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => at.ask("a")));
    expect(new Set(answers)).toEqual(new Set(["a"]));
    expect(at.script.fetches).toBe(1);
  });

  it("is not fetched again in the first half of its lifetime", async () => {
    await at.ask("a");
    at.pass(hour / 2 - 1);
    await at.ask("a");
    expect(at.script.fetches).toBe(1);
  });

  it("is renewed in the background in the second half, while the old one serves", async () => {
    let release: (set: FetchedKeySet) => void = () => {};
    let fetches = 0;
    at = scripted({
      fetch: () => {
        if (++fetches === 1)
          return Promise.resolve({ keys: [{ kty: "RSA", kid: "a" }], maxAgeSeconds: null });
        return new Promise((resolve) => {
          release = resolve;
        });
      },
    });
    await at.ask("a");
    at.pass(hour / 2);
    expect(await at.ask("a")).toBe("a");
    expect(fetches).toBe(2);
    release({ keys: [{ kty: "RSA", kid: "b" }], maxAgeSeconds: null });
    await vi.waitFor(async () => expect(await at.ask("b")).toBe("b"));
    expect(fetches).toBe(2);
  });

  it("is renewed before it is used past its lifetime: a withdrawn key is gone by then", async () => {
    await at.ask("a");
    at.script.kids = ["b"];
    at.pass(hour);
    expect(await at.ask("a")).toBe("unknown");
    expect(at.script.fetches).toBe(2);
  });

  it.each([
    ["shorter than the setting counts", 600, 600],
    ["under a minute is a minute", 0, 60],
    ["longer than the setting does not count", 10 * hour, hour],
  ])("that comes with a max-age: %s", async (_, maxAgeSeconds, lifetime) => {
    at.script.maxAgeSeconds = maxAgeSeconds;
    await at.ask("a");
    at.script.kids = ["b"];
    at.script.down = true;
    at.pass(lifetime - 1);
    expect(await at.ask("a")).toBe("a");
    at.script.down = false;
    at.pass(61);
    expect(await at.ask("a")).toBe("unknown");
  });

  it("says so when it has new keys, so that keys imported from the old one are dropped", async () => {
    const renewed = vi.fn();
    at.sets.onRenewed(renewed);
    await at.ask("a");
    at.pass(hour);
    await at.ask("a");
    expect(renewed).toHaveBeenCalledTimes(2);
  });

  it("can be fetched ahead of the first token", async () => {
    await at.sets.prefetch(uri);
    await at.ask("a");
    expect(at.script.fetches).toBe(1);
  });
});

describe("an outage", () => {
  it("is served through with the last good set, up to the limit", async () => {
    await at.ask("a");
    at.script.down = true;
    at.pass(day - 1);
    expect(await at.ask("a")).toBe("a");
    at.pass(1);
    expect(await at.ask("a")).toBe("unavailable");
  });

  it("from the start is unavailable, not a refusal", async () => {
    at.script.down = true;
    expect(await at.ask("a")).toBe("unavailable");
  });

  it("is met with fewer and fewer fetches: after 1, 2, 4 ... 60 seconds", async () => {
    at.script.down = true;
    await at.ask("a");
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = at.script.fetches;
      at.pass(wait - 0.001);
      await at.ask("a");
      expect(at.script.fetches).toBe(before);
      at.pass(0.001);
      await at.ask("a");
      expect(at.script.fetches).toBe(before + 1);
    }
  });

  it("has waits that differ between functions: from half of the wait on", async () => {
    at = scripted({ random: () => 0 });
    at.script.down = true;
    await at.ask("a");
    at.pass(0.5);
    await at.ask("a");
    expect(at.script.fetches).toBe(2);
  });

  it("is over with the first fetch that succeeds", async () => {
    at.script.down = true;
    await at.ask("a");
    at.pass(1);
    at.script.down = false;
    expect(await at.ask("a")).toBe("a");
  });
});

describe("a key that the set does not hold", () => {
  it("is fetched for at once, when the last fetch is some time ago: a new key works with its first token", async () => {
    await at.ask("a");
    at.script.kids = ["a", "b"];
    at.pass(10);
    expect(await at.ask("b")).toBe("b");
    expect(at.script.fetches).toBe(2);
  });

  it("causes at most one fetch in ten seconds, however many come", async () => {
    await at.ask("a");
    at.pass(10);
    for (let times = 0; times < 100; times++) await at.ask(`made-up-${times}`);
    expect(at.script.fetches).toBe(2);
    at.pass(9.999);
    await at.ask("made-up");
    expect(at.script.fetches).toBe(2);
    at.pass(0.001);
    await at.ask("made-up");
    expect(at.script.fetches).toBe(3);
  });

  it("neither delays nor fails tokens of known keys while it is fetched for", async () => {
    let fetches = 0;
    at = scripted({
      fetch: () => {
        if (++fetches === 1)
          return Promise.resolve({ keys: [{ kty: "RSA", kid: "a" }], maxAgeSeconds: null });
        return new Promise(() => {});
      },
    });
    await at.ask("a");
    at.pass(10);
    void at.ask("made-up");
    expect(await at.ask("a")).toBe("a");
  });
});
