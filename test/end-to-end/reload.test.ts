import { basename, dirname } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { type LocalApi, startLocal } from "../../local/start.ts";
import type { Change } from "../../local/watch.ts";

/** The stack as `npm start` serves it; nobody signs in, so that there is no identity provider. */
let api: LocalApi;
beforeAll(async () => {
  api = await startLocal({
    host: "127.0.0.1",
    port: 0,
    concurrency: 1,
    settings: settingsFor({ issuer: "http://127.0.0.1:9" }),
    log: () => {},
  });
  await api.prepare();
}, 60_000);
afterAll(() => api?.close());

const status = async () => (await fetch(`${api.baseUrl}/api/v1/status`)).json();
/** Where the data function's bundle lies: an asset of the synthesis, or a folder of the function's name. */
const dataBundle = async () => {
  const { functions } = await api.deployment();
  return [...functions.values()].find(({ id }) => id.startsWith("DataFunction"))?.directory ?? "";
};

it("serves new bundles for changed functions, without a synthesis", async () => {
  expect(basename(await dataBundle())).toMatch(/^asset\./);
  const before = dirname(await dataBundle());
  await api.reload(Promise.resolve("functions"));
  expect(basename(await dataBundle())).toBe("DataFunction");
  expect(dirname(await dataBundle())).not.toBe(before);
  expect(await status()).toBe(true);
});

it("answers nothing with the old code while new code is on its way", async () => {
  const settled = Promise.withResolvers<Change>();
  const reloaded = api.reload(settled.promise);
  const before = await Promise.race([status(), new Promise((resolve) => setTimeout(resolve, 500, "waits"))]);
  expect(before).toBe("waits");
  const later = status();
  settled.resolve("functions");
  await reloaded;
  expect(await later).toBe(true);
});

it("waits for the last of changes that follow each other", async () => {
  const [one, other] = [Promise.withResolvers<Change>(), Promise.withResolvers<Change>()];
  const both = [api.reload(one.promise), api.reload(other.promise)];
  const asked = status();
  one.resolve("functions");
  await both[0];
  const first = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 300, "waits"))]);
  expect(first).toBe("waits");
  other.resolve("functions");
  await both[1];
  expect(await asked).toBe(true);
});

it("goes on with the code before where the new code cannot be served", async () => {
  const before = await dataBundle();
  await expect(api.reload(Promise.reject(new Error("Unexpected ;")))).rejects.toThrow("Unexpected ;");
  expect(await dataBundle()).toBe(before);
  expect(await status()).toBe(true);
});

it("synthesises where the stack has changed, and bundles alone after that", async () => {
  await api.reload(Promise.resolve("stack"));
  expect(basename(await dataBundle())).toMatch(/^asset\./);
  await api.prepare();
  await api.reload(Promise.resolve("functions"));
  expect(basename(await dataBundle())).toBe("DataFunction");
});

it("answers the question whether its connections work", async () => {
  expect(JSON.parse(await api.probe())).toMatchObject({ connections: [] });
});
