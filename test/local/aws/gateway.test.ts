import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { queryObjects } from "node:v8";
import { afterEach, describe, expect, it, vi } from "vitest";
import { allowing, answering, streamingHandler, testGateway } from "../../support/gateway.ts";

type Gateway = Awaited<ReturnType<typeof testGateway>>;
let gateway: Gateway;
afterEach(() => gateway.close());

const signedIn = { headers: { Authorization: "Bearer one" } };
const json = async (response: Response): Promise<unknown> => response.json();

describe("an authorizer", () => {
  it("is not asked without its identity source", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1") });
    expect((await fetch(`${gateway.url}/closed`)).status).toBe(401);
    expect(gateway.stats("authorizer")?.invocations).toBe(0);
  });

  it("is asked once for a token, whatever the path, while its answer is cached", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1") });
    for (const path of ["closed", "other", "closed"]) {
      expect((await fetch(`${gateway.url}/${path}`, signedIn)).status).toBe(200);
    }
    expect(gateway.stats("authorizer")?.invocations).toBe(1);
  });

  it("is asked every time without a cache", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1"), ttlSeconds: 0 });
    await fetch(`${gateway.url}/closed`, signedIn);
    await fetch(`${gateway.url}/closed`, signedIn);
    expect(gateway.stats("authorizer")?.invocations).toBe(2);
  });

  it("that allows one path refuses the next from its cached policy", async () => {
    gateway = await testGateway({
      authorizer: allowing("arn:aws:execute-api:*/test/GET/closed"),
      data: answering("1"),
    });
    expect((await fetch(`${gateway.url}/closed`, signedIn)).status).toBe(200);
    const refused = await fetch(`${gateway.url}/other`, signedIn);
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-from")).toBe("template");
    expect(await json(refused)).toEqual({ error: "no", requestId: refused.headers.get("x-amzn-requestid") });
  });

  it("passes its context on as texts", async () => {
    gateway = await testGateway({
      authorizer: allowing("*"),
      data: answering("event.requestContext.authorizer"),
    });
    expect(await json(await fetch(`${gateway.url}/closed`, signedIn))).toEqual({
      principalId: "someone",
      number: "7",
      flag: "true",
      // The one number among them: how long the gateway waited for the authorizer.
      integrationLatency: expect.any(Number),
    });
  });

  it.each([
    ["throws Unauthorized", 'throw new Error("Unauthorized")', 401],
    ["throws anything else", 'throw new Error("unauthorized")', 500],
    ["answers no policy", "return {}", 500],
    [
      "answers a list in its context",
      'return { principalId: "p", policyDocument: { Statement: [] }, context: { list: [] } }',
      500,
    ],
    ["allows nothing", 'return { principalId: "p", policyDocument: { Statement: [] } }', 403],
  ])("that %s", async (_, statement, status) => {
    gateway = await testGateway({
      authorizer: `export const handler = async () => { ${statement} };`,
      data: answering("1"),
    });
    expect((await fetch(`${gateway.url}/closed`, signedIn)).status).toBe(status);
  });
});

describe("a function", () => {
  it("gets its declared environment and nothing of this machine's", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("Object.keys(process.env)") });
    const names = await json(await fetch(`${gateway.url}/open`, { method: "POST" }));
    expect(names).toContain("DECLARED");
    expect(names).not.toContain("PATH");
    expect(names).not.toContain("HOME");
  });

  it("runs one invocation at a time in a process", async () => {
    const overlapping = streamingHandler(`
      globalThis.busy = (globalThis.busy ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: globalThis.busy === 1 ? 200 : 500 });
      body.write("x");
      await new Promise((resolve) => body.end(resolve));
      globalThis.busy--;`);
    gateway = await testGateway({ authorizer: allowing("*"), data: overlapping, concurrency: 2 });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => fetch(`${gateway.url}/open`, { method: "POST" })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(gateway.stats("data")?.processes).toBe(2);
  });

  it("is given its next invocation when its answer has come to its end", async () => {
    const late = streamingHandler(`
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write(globalThis.busy ? "busy" : "free");
      globalThis.busy = true;
      setTimeout(() => { globalThis.busy = false; body.end(); }, 200);`);
    gateway = await testGateway({ authorizer: allowing("*"), data: late, concurrency: 1 });
    const ask = async () => (await fetch(`${gateway.url}/open`, { method: "POST" })).text();
    expect(await Promise.all([ask(), ask()])).toEqual(["free", "free"]);
  });

  it("that runs out of time is ended, and the next request has a new process", async () => {
    const slow = streamingHandler(`
      if (event.body === "slow") await new Promise((resolve) => setTimeout(resolve, 60_000));
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write("x");
      body.end();`);
    gateway = await testGateway({ authorizer: allowing("*"), data: slow, timeoutSeconds: 1, concurrency: 1 });
    expect((await fetch(`${gateway.url}/open`, { method: "POST", body: "slow" })).status).toBe(504);
    expect((await fetch(`${gateway.url}/open`, { method: "POST" })).status).toBe(200);
    expect(gateway.stats("data")?.processes).toBe(2);
  });

  it("keeps its process where callers left before their turn", async () => {
    const slow = streamingHandler(`
      await new Promise((resolve) => setTimeout(resolve, 500));
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write("x");
      body.end();`);
    gateway = await testGateway({ authorizer: allowing("*"), data: slow, concurrency: 1 });
    const first = fetch(`${gateway.url}/open`, { method: "POST" });
    const leaving = AbortSignal.timeout(200);
    const left = [1, 2, 3].map(() => fetch(`${gateway.url}/open`, { method: "POST", signal: leaving }));
    for (const gone of await Promise.allSettled(left)) expect(gone.status).toBe("rejected");
    expect((await first).status).toBe(200);
    expect((await fetch(`${gateway.url}/open`, { method: "POST" })).status).toBe(200);
    expect(gateway.stats("data")).toMatchObject({ processes: 1, invocations: 2 });
  });

  it("leaves nothing in the gateway's memory once it has answered", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1") });
    const call = async () => (await fetch(`${gateway.url}/open`, { method: "POST", body: "{" })).text();
    const signals = () => queryObjects(AbortSignal, { format: "count" });
    await call();
    const before = signals();
    for (let times = 0; times < 100; times++) await call();
    expect(signals()).toBeLessThan(before + 10);
  });

  it("that asks for a sign-in is passed on under the name that the gateway gives this header", async () => {
    gateway = await testGateway({
      authorizer: allowing("*"),
      data: streamingHandler(`
        const headers = { "WWW-Authenticate": "Bearer", "X-Other": "kept" };
        const body = awslambda.HttpResponseStream.from(stream, { statusCode: 401, headers });
        body.write("{}");
        body.end();`),
    });
    const { headers } = await fetch(`${gateway.url}/closed`, signedIn);
    expect(headers.get("www-authenticate")).toBeNull();
    expect(headers.get("x-amzn-remapped-www-authenticate")).toBe("Bearer");
    expect(headers.get("x-other")).toBe("kept");
  });

  it("that crashes is answered for, and replaced", async () => {
    const crashing = streamingHandler(`
      if (event.body === "crash") process.exit(3);
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write("x");
      body.end();`);
    gateway = await testGateway({ authorizer: allowing("*"), data: crashing, concurrency: 1 });
    const crashed = await fetch(`${gateway.url}/open`, { method: "POST", body: "crash" });
    expect(crashed.status).toBe(504);
    expect(await json(crashed)).toEqual({ error: "server" });
    expect((await fetch(`${gateway.url}/open`, { method: "POST" })).status).toBe(200);
  });

  it("that fails after its answer has begun cuts the transfer", async () => {
    const breaking = streamingHandler(`
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write("begun");
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error("broken");`);
    gateway = await testGateway({ authorizer: allowing("*"), data: breaking });
    const response = await fetch(`${gateway.url}/open`, { method: "POST" });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it("that writes no metadata is a failed integration", async () => {
    gateway = await testGateway({
      authorizer: allowing("*"),
      data: streamingHandler('stream.write("plain"); stream.end();'),
    });
    expect((await fetch(`${gateway.url}/open`, { method: "POST" })).status).toBe(504);
  });

  it("sends more than fits in memory's way at once, unchanged", async () => {
    const large = streamingHandler(`
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      const chunk = Buffer.alloc(1024 * 1024, 97);
      for (let times = 0; times < 50; times++) {
        if (!body.write(chunk)) await new Promise((resolve) => body.once("drain", resolve));
      }
      body.end();`);
    gateway = await testGateway({ authorizer: allowing("*"), data: large });
    const bytes = await (await fetch(`${gateway.url}/open`, { method: "POST" })).arrayBuffer();
    expect(bytes.byteLength).toBe(50 * 1024 * 1024);
  });
});

describe("a caller who goes away", () => {
  /** Begins its answer at once, and says when it is told that its caller has gone, and when it has ended. */
  const long = streamingHandler(`
    stream.once("close", () => stream.writableFinished || console.log("told"));
    const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
    for (let times = 0; times < 10 && !stream.destroyed; times++) {
      body.write("x".repeat(100_000));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    body.end(() => console.log("written"));`);
  const leave = async () => {
    const leaving = new AbortController();
    const { body } = await fetch(`${gateway.url}/open`, { method: "POST", signal: leaving.signal });
    await body?.getReader().read();
    leaving.abort();
  };

  it("is not told to the function, which answers to its end, as on AWS", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: long });
    await leave();
    await vi.waitFor(() => expect(gateway.lines).toEqual(["written"]), 5_000);
  });

  it("is told to the function where the emulator is asked to", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: long, endsAbandoned: true });
    await leave();
    await vi.waitFor(() => expect(gateway.lines).toEqual(["told"]), 5_000);
  });

  it("does not end the next request on the same process", async () => {
    // The first request is left while the function works on it; the second takes longer than a process may
    // take to notice that nobody waits for the first.
    const source = streamingHandler(`
      await new Promise((resolve) => setTimeout(resolve, Number(event.body)));
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} });
      body.write(String(process.pid));
      body.end();`);
    gateway = await testGateway({
      authorizer: allowing("*"),
      data: source,
      concurrency: 1,
      endsAbandoned: true,
    });
    const ask = (ms: number, signal?: AbortSignal) =>
      fetch(`${gateway?.url}/open`, { method: "POST", body: String(ms), ...(signal && { signal }) });
    const first = await (await ask(0)).text();
    await expect(ask(700, AbortSignal.timeout(300))).rejects.toThrow();
    const second = await ask(6_000);
    expect([second.status, await second.text()]).toEqual([200, first]);
    expect(gateway.stats("data")?.processes).toBe(1);
  }, 20_000);
});

describe("what a request costs the emulator", () => {
  const asked = { authorizer: allowing("*"), data: answering("1"), ttlSeconds: 0, concurrency: 1 };
  const call = async (token = "one") => {
    const answer = await fetch(`${gateway.url}/closed`, { headers: { Authorization: `Bearer ${token}` } });
    expect([answer.status, await answer.text()]).toEqual([200, "1"]);
  };

  it("is one connection to each function's process, however many requests there are", async () => {
    gateway = await testGateway(asked);
    const reused: boolean[] = [];
    const count = (message: unknown) =>
      reused.push((message as { request: ClientRequest }).request.reusedSocket);
    subscribe("http.client.response.finish", count);
    for (let times = 0; times < 20; times++) await call();
    unsubscribe("http.client.response.finish", count);
    expect(reused).toHaveLength(40);
    expect(reused.filter((isReused) => !isReused)).toHaveLength(2);
  });

  it("is one more connection after an answer that was broken off", async () => {
    const breaking = streamingHandler(`
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write("begun");
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (event.body === "break") throw new Error("broken");
      body.end();`);
    gateway = await testGateway({ ...asked, data: breaking });
    let connections = 0;
    const count = (message: unknown) => {
      if (!(message as { request: ClientRequest }).request.reusedSocket) connections++;
    };
    subscribe("http.client.response.finish", count);
    for (const body of ["one", "break", "two", "three"]) {
      await fetch(`${gateway.url}/open`, { method: "POST", body })
        .then((answer) => answer.text())
        .catch(() => {});
    }
    unsubscribe("http.client.response.finish", count);
    expect(connections).toBe(2);
    expect(gateway.stats("data")).toMatchObject({ processes: 1, invocations: 4 });
  });

  it.each([
    ["of both functions", 0, 2],
    ["of the one that is asked, where the authorizer's answer is cached", 300, 1],
  ])("is its event %s, made into JSON once", async (_, ttlSeconds, times) => {
    gateway = await testGateway({ ...asked, ttlSeconds });
    await call();
    const stringify = vi.spyOn(JSON, "stringify");
    await call();
    const events = stringify.mock.calls.filter(([value]) => "requestContext" in Object(value));
    stringify.mockRestore();
    expect(events).toHaveLength(times);
  });

  it("is one write to the caller for an answer that comes in one piece", async () => {
    gateway = await testGateway(asked);
    await call();
    const port = Number(new URL(gateway.url).port);
    const spies = (["_write", "_writev"] as const).map((name) => vi.spyOn(Socket.prototype, name));
    for (let times = 0; times < 10; times++) await call();
    const writes = spies.flatMap(({ mock }) => mock.contexts as unknown as Socket[]);
    for (const spy of spies) spy.mockRestore();
    expect(writes.filter(({ localPort }) => localPort === port)).toHaveLength(10);
  });

  it("is no memory once it is over, where callers go away in the middle", async () => {
    const slow = streamingHandler(`
      const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      body.write("x".repeat(1000));
      await new Promise((resolve) => setTimeout(resolve, 5));
      body.end("y");`);
    gateway = await testGateway({ ...asked, data: slow, concurrency: 2 });
    const leave = async () => {
      const leaving = new AbortController();
      const answer = await fetch(`${gateway.url}/open`, {
        method: "POST",
        body: "{",
        signal: leaving.signal,
      });
      leaving.abort();
      await answer.text().catch(() => {});
    };
    const kept = () =>
      [IncomingMessage, ServerResponse].map((kind) => queryObjects(kind, { format: "count" }));
    await leave();
    const before = kept();
    for (let times = 0; times < 100; times++) await leave();
    await vi.waitFor(() => {
      for (const [at, count] of kept().entries()) expect(count).toBeLessThan((before[at] ?? 0) + 10);
    }, 5_000);
  });
});

describe("limits", () => {
  it.each([
    ["the gateway's 10 MB", 10 * 1024 * 1024 + 1],
    ["Lambda's 6 MB for an event", 6 * 1024 * 1024],
  ])("answers 413 above %s", async (_, length) => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1") });
    expect((await fetch(`${gateway.url}/open`, { method: "POST", body: "x".repeat(length) })).status).toBe(
      413,
    );
    expect(gateway.stats("data")?.invocations).toBe(0);
  });

  it.each(["//x/open", "///open", "//"])("takes a path with slashes in front as it is: %s", async (path) => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1") });
    const answer = await fetch(gateway.url + path, { method: "POST" });
    expect(answer.status).toBe(403);
  });

  it("says that a path is unknown as the gateway does", async () => {
    gateway = await testGateway({ authorizer: allowing("*"), data: answering("1") });
    expect((await fetch(`${gateway.url}/nowhere`)).status).toBe(403);
  });
});
