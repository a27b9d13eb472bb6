import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { SentRequest } from "../../../../../support/tds/requests.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { readAll, signedIn } from "./signed-in.ts";

const identity = new Map([
  ["user_id", "7'; DROP TABLE x; --"],
  ["client", "Acme \u{1F4B6}"],
]);
const start = { identity, statementMs: 30_000 };

/** What a request is, in a word. */
function word(request: SentRequest): string {
  if (request.kind === "transaction") return request.command;
  if (request.kind === "batch") return "settings";
  return String(request.parameters[0]?.value).includes("sp_set_session_context") ? "identity" : "statement";
}

describe("a transaction on SQL Server", () => {
  it("begins, sets the identity in one round trip, runs and commits, all of it inside", async () => {
    const { server, session } = await signedIn();
    await session.begin(start);
    await readAll(session.query("SELECT 1", []));
    await session.commit();
    expect(server.requests.map(word)).toEqual(["settings", "begin", "identity", "statement", "commit"]);
    expect(server.requests.map(({ transaction }) => transaction)).toEqual([0n, 0n, 1n, 1n, 1n]);
  });

  it("sets each value of the identity for good, names and values bound", async () => {
    const { server, session } = await signedIn();
    await session.begin(start);
    const request = server.requests.at(-1);
    if (request?.kind !== "rpc") throw new Error("the identity was not set");
    const [statement, , ...values] = request.parameters;
    expect(String(statement?.value).split("\n")).toEqual([
      "EXEC sys.sp_set_session_context @key = @p1, @value = @p2, @read_only = 1;",
      "EXEC sys.sp_set_session_context @key = @p3, @value = @p4, @read_only = 1;",
    ]);
    expect(values.map(({ type, value }) => [type, value])).toEqual(
      [...identity].flat().map((value) => ["nvarchar(4000)", value]),
    );
  });

  it("needs no round trip for an identity without values", async () => {
    const { server, session } = await signedIn();
    await session.begin({ identity: new Map(), statementMs: 0 });
    expect(server.requests.map(word)).toEqual(["settings", "begin"]);
  });

  it("refuses an identity that the server could not keep whole, and can be rolled back", async () => {
    const { server, session } = await signedIn();
    const long = { identity: new Map([["user_id", "x".repeat(4_001)]]), statementMs: 0 };
    await expect(session.begin(long)).rejects.toMatchObject({ kind: "other" });
    await session.rollback();
    expect(server.requests.map(word)).toEqual(["settings", "begin", "rollback"]);
  });

  it("is rolled back once, and then no more", async () => {
    const { server, session } = await signedIn();
    await session.begin(start);
    await session.rollback();
    await session.rollback();
    expect(server.requests.map(word)).toEqual(["settings", "begin", "identity", "rollback"]);
    expect(session.isOpen()).toBe(true);
  });

  it("that an error has ended is not rolled back again", async () => {
    const descriptor = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
    const { server, session } = await signedIn({
      answer: (request) =>
        word(request) === "statement"
          ? [
              tokens.error(547, "The INSERT statement conflicted."),
              tokens.rollbackTransaction(descriptor),
              tokens.doneProc({ error: true }),
            ]
          : null,
    });
    await session.begin(start);
    await expect(readAll(session.query("INSERT", []))).rejects.toMatchObject({ kind: "data" });
    await session.rollback();
    expect(server.requests.map(word)).toEqual(["settings", "begin", "identity", "statement"]);
  });

  it("that cannot be rolled back ends with its connection", async () => {
    const { session } = await signedIn({
      answer: (request) =>
        word(request) === "rollback"
          ? [tokens.error(3971, "The server failed to resume the transaction."), tokens.done({ error: true })]
          : null,
    });
    await session.begin(start);
    await session.rollback();
    expect(session.isOpen()).toBe(false);
  });

  it("stops a statement that does not begin to answer in time, and the session goes on", async () => {
    const { server, session } = await signedIn({
      answer: (request) =>
        word(request) === "statement" ? silentUntil(() => server.attentions() === 1) : null,
    });
    await session.begin({ identity: new Map(), statementMs: 1 });
    await expect(readAll(session.query("WAITFOR", []))).rejects.toMatchObject({ kind: "timeout" });
    await session.rollback();
    expect(server.requests.map(word)).toEqual(["settings", "begin", "statement", "rollback"]);
    expect(session.isOpen()).toBe(true);
  });

  it("whose commit the server refuses has failed", async () => {
    const { session } = await signedIn({
      answer: (request) =>
        word(request) === "commit"
          ? [
              tokens.error(3902, "The COMMIT TRANSACTION request has no corresponding BEGIN."),
              tokens.done({ error: true }),
            ]
          : null,
    });
    await session.begin(start);
    await expect(session.commit()).rejects.toMatchObject({
      kind: "ended",
      message: expect.stringMatching(/^Nothing was changed\. /),
    });
  });
});

async function* silentUntil(condition: () => boolean): AsyncGenerator<Buffer> {
  while (!condition()) await nextTurn();
  yield tokens.doneProc({ error: true });
}

describe("a reset connection to SQL Server", () => {
  it("asks for the reset in the packet's header, once, and sets its own settings again", async () => {
    const { server, session } = await signedIn();
    await session.reset();
    await readAll(session.query("SELECT 1", []));
    expect(server.requests.map((request) => [word(request), request.reset])).toEqual([
      ["settings", false],
      ["settings", true],
      ["statement", false],
    ]);
    const [first, second] = server.requests;
    expect(second?.kind === "batch" && second.text).toBe(first?.kind === "batch" && first.text);
  });

  it("leaves no transaction behind", async () => {
    const { server, session } = await signedIn();
    await session.begin(start);
    await session.reset();
    await session.begin(start);
    expect(server.requests.map(word)).toEqual([
      "settings",
      "begin",
      "identity",
      "rollback",
      "settings",
      "begin",
      "identity",
    ]);
  });
});
