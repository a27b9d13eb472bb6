import { describe, expect, it } from "vitest";
import { explainFailure } from "../../../../../../lambdas/data/sql/explain-failure.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { nvarchar } from "../../../../../support/tds/types.ts";
import { readAll, signedIn } from "./signed-in.ts";

const start = { identity: new Map<string, string | null>(), statementMs: 30_000 };
const own = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
const another = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]);
const failed = tokens.doneProc({ error: true });
const stored = /with a COMMIT: what was changed up to there is stored/;

const said = (text: string) =>
  tokens.returnValue(0, { name: "@interject_returnerror", type: nvarchar(100) }, text);

/** What a call in a transaction rejects with, and the session after it, when the server answers so. */
async function called(...answer: Buffer[]) {
  const { server, session } = await signedIn({ answer: ({ kind }) => (kind === "rpc" ? answer : null) });
  await session.begin(start);
  const failure = await readAll(session.query("EXEC", [])).then(
    () => null,
    (error: unknown) => error,
  );
  return { server, session, failure };
}

const commands = (server: Awaited<ReturnType<typeof signedIn>>["server"]) =>
  server.requests.flatMap((request) => (request.kind === "transaction" ? [request.command] : []));

describe("a routine that ends the request's transaction", () => {
  it("finds the transaction by the name that Interject's documented procedures give to theirs", async () => {
    const { server } = await called();
    expect(server.requests.filter(({ kind }) => kind === "transaction")).toMatchObject([
      { command: "begin", name: "t1" },
    ]);
  });

  it.each([
    [
      "with a COMMIT and an error of the count",
      [tokens.commitTransaction(own), tokens.error(266, "Mismatch."), failed],
    ],
    ["with a COMMIT and no error", [tokens.commitTransaction(own), tokens.doneProc()]],
    [
      "with a COMMIT, and begins another",
      [tokens.commitTransaction(own), tokens.beginTransaction(another), tokens.doneProc()],
    ],
    [
      "with a COMMIT, begins another and rolls that back",
      [
        tokens.commitTransaction(own),
        tokens.beginTransaction(another),
        tokens.rollbackTransaction(another),
        tokens.doneProc(),
      ],
    ],
    [
      "with a COMMIT before an error",
      [tokens.commitTransaction(own), tokens.error(547, "The INSERT conflicted."), failed],
    ],
  ])("%s fails with the word that something is stored", async (_, answer) => {
    const { failure } = await called(...answer);
    expect(failure).toMatchObject({ kind: "ended", message: expect.stringMatching(stored) });
  });

  it.each([
    ["raises", [tokens.error(50_000, "UserError: The period is closed."), failed]],
    ["returns", [said("UserError: The period is closed."), tokens.doneProc()]],
  ])("with a COMMIT is told with the text that it %s as well", async (_, answer) => {
    const { failure } = await called(tokens.commitTransaction(own), ...answer);
    expect(explainFailure(failure, 0)).toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/^The period is closed\. The procedure ended .* is stored\./),
    });
  });

  it("with a ROLLBACK and no word fails: a success would be a lie", async () => {
    const { failure } = await called(tokens.rollbackTransaction(own), tokens.doneProc());
    expect(failure).toMatchObject({
      kind: "ended",
      message: expect.stringMatching(/^Nothing was changed: /),
    });
  });

  it.each([
    ["raises", [tokens.error(50_000, "UserError: The period is closed.")]],
    ["returns", [said("UserError: The period is closed.")]],
  ])("with a ROLLBACK is told with the text that it %s", async (_, text) => {
    const { failure } = await called(
      tokens.rollbackTransaction(own),
      ...text,
      tokens.error(266, "Mismatch."),
      failed,
    );
    expect(failure).toMatchObject({ kind: "raised", message: "UserError: The period is closed." });
  });

  it("gets no further statement to run, which would count at once, and no commit", async () => {
    const { server, session } = await called(tokens.commitTransaction(own), tokens.doneProc());
    const before = server.requests.length;
    await expect(readAll(session.query("INSERT", []))).rejects.toMatchObject({ kind: "ended" });
    await expect(session.commit()).rejects.toMatchObject({ message: expect.stringMatching(stored) });
    await session.rollback();
    expect(server.requests).toHaveLength(before);
  });

  it("and begins another leaves that one to be rolled back", async () => {
    const { server, session } = await called(
      tokens.commitTransaction(own),
      tokens.beginTransaction(another),
      tokens.doneProc(),
    );
    await session.rollback();
    expect(commands(server)).toEqual(["begin", "rollback"]);
    expect(server.requests.at(-1)).toMatchObject({ transaction: 2n });
  });

  it("is watched anew in the next transaction", async () => {
    const { server, session } = await called(tokens.commitTransaction(own), tokens.doneProc());
    await session.rollback();
    await session.begin(start);
    await session.commit();
    expect(commands(server)).toEqual(["begin", "begin", "commit"]);
  });
});

describe("a routine that leaves a transaction of its own open", () => {
  it("has not saved where the commit ends only that one", async () => {
    const { server, session } = await signedIn({
      answer: (request) =>
        request.kind === "transaction" && request.command === "commit" ? [tokens.done()] : null,
    });
    await session.begin(start);
    await expect(session.commit()).rejects.toMatchObject({
      kind: "ended",
      message: expect.stringMatching(/^Nothing was changed\. .*another number of open transactions/),
    });
    await session.rollback();
    expect(commands(server)).toEqual(["begin", "commit", "rollback"]);
  });
});

describe("an error of SQL Server about transactions", () => {
  it.each([
    [266, /each BEGIN TRANSACTION a COMMIT/],
    [3902, /each COMMIT a BEGIN TRANSACTION/],
    [3903, /@@TRANCOUNT before a ROLLBACK/],
    [3930, /with THROW/],
    [3998, /with THROW/],
    [6401, /ROLLBACK TRANSACTION without a name/],
  ])("%i has a sentence of its own, which says that nothing was changed", async (number, advice) => {
    const { failure } = await called(tokens.error(number, "In the server's words."), failed);
    expect(failure).toMatchObject({ kind: "ended", message: expect.stringMatching(advice) });
    expect(String(failure)).toContain("Nothing was changed. ");
  });

  it.each([266, 3902, 3903, 3930, 3998, 6401])("%i gives way to any other error", async (number) => {
    const about = tokens.error(number, "In the server's words.");
    const raised = await called(about, tokens.error(50_000, "The rate is missing."), failed);
    expect(raised.failure).toMatchObject({ kind: "raised", message: "The rate is missing." });
    const fault = await called(about, tokens.error(2627, "Duplicate."), about, failed);
    expect(fault.failure).toMatchObject({ kind: "data", message: "Duplicate." });
    const returned = await called(about, said("The period is closed."), failed);
    expect(returned.failure).toMatchObject({ kind: "raised", message: "The period is closed." });
  });

  it("leaves a notice that came before it as it is", async () => {
    const { server, session } = await signedIn({
      answer: ({ kind }) =>
        kind === "rpc"
          ? [
              tokens.info(50_000, "UserNotice: Two rows are late.", 10),
              tokens.error(266, "Mismatch."),
              failed,
            ]
          : null,
    });
    const messages: string[] = [];
    session.onMessage = (text) => messages.push(text);
    await session.begin(start);
    await expect(readAll(session.query("EXEC", []))).rejects.toMatchObject({ kind: "ended" });
    expect(messages).toEqual(["UserNotice: Two rows are late."]);
    expect(commands(server)).toEqual(["begin"]);
  });
});
