import { describe, expect, it } from "vitest";
import { SqlFailure } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { intN } from "../../../../../support/tds/types.ts";
import { cut, hangUp } from "../../../../../support/tds-server.ts";
import { batchesOf, readAll, signedIn } from "./signed-in.ts";

const columns = [{ name: "n", type: intN(4) }];

/** A session whose first statement is answered with these tokens, and whose next succeeds. */
async function answering(...answer: Buffer[]) {
  let isFirst = true;
  return signedIn({
    answer: ({ kind }) => {
      if (kind !== "rpc" || !isFirst) return null;
      isFirst = false;
      return answer;
    },
  });
}

describe("an error of SQL Server", () => {
  it.each([
    [50_000, "UserNotice: Nothing is due.", "raised"],
    [51_234, "The period is closed.", "raised"],
    [2627, "Violation of PRIMARY KEY constraint 'PK'.", "data"],
    [2601, "Cannot insert duplicate key row.", "data"],
    [547, "The INSERT statement conflicted with the FOREIGN KEY constraint.", "data"],
    [515, "Cannot insert the value NULL into column 'a'.", "data"],
    [245, "Conversion failed when converting the varchar value 'x' to data type int.", "data"],
    [8114, "Error converting data type nvarchar to numeric.", "data"],
    [8115, "Arithmetic overflow error converting numeric to data type numeric.", "data"],
    [8152, "String or binary data would be truncated.", "data"],
    [2628, "String or binary data would be truncated in table 't'.", "data"],
    [220, "Arithmetic overflow error for data type smallint, value = 40000.", "data"],
    [241, "Conversion failed when converting date and/or time from character string.", "data"],
    [242, "The conversion resulted in an out-of-range value.", "data"],
    [201, "Procedure or function 'Pull' expects parameter '@Company', which was not supplied.", "data"],
    [8144, "Procedure or function Pull has too many arguments specified.", "data"],
    [8145, "@x is not a parameter for procedure Pull.", "data"],
    [1222, "Lock request time out period exceeded.", "conflict"],
    [1205, "Transaction was deadlocked.", "conflict"],
    [229, "The EXECUTE permission was denied on the object 'Pull'.", "other"],
    [208, "Invalid object name 'dbo.t'.", "other"],
  ])("%d is told with its own sentence, by who must act", async (number, text, kind) => {
    const { session } = await answering(tokens.error(number, text), tokens.doneProc({ error: true }));
    const failure = await readAll(session.query("EXEC", [])).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SqlFailure);
    expect(failure).toMatchObject({ kind, message: text });
    expect(session.isOpen()).toBe(true);
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("comes behind the rows before it", async () => {
    const { session } = await answering(
      tokens.colMetadata(columns),
      tokens.row(columns, [1]),
      tokens.row(columns, [2]),
      tokens.error(50_000, "Stop."),
      tokens.doneProc({ error: true }),
    );
    const tables = session.query("EXEC", []).tables[Symbol.asyncIterator]();
    const first = await tables.next();
    if (first.done) throw new Error("there is a table");
    const rows: unknown[] = [];
    const read = async () => {
      for await (const batch of batchesOf(first.value)) rows.push(...batch);
    };
    await expect(read()).rejects.toMatchObject({ kind: "raised", message: "Stop." });
    expect(rows).toEqual([[1], [2]]);
  });

  it("that the routine raised counts before those that led to it", async () => {
    const { session } = await answering(
      tokens.error(8134, "Divide by zero error encountered."),
      tokens.error(50_000, "The rate is missing."),
      tokens.doneProc({ error: true }),
    );
    await expect(readAll(session.query("EXEC", []))).rejects.toMatchObject({
      kind: "raised",
      message: "The rate is missing.",
    });
  });

  it("that comes first counts where none is raised", async () => {
    const { session } = await answering(
      tokens.error(245, "Conversion failed."),
      tokens.error(208, "Invalid object name."),
      tokens.doneProc({ error: true }),
    );
    await expect(readAll(session.query("EXEC", []))).rejects.toMatchObject({
      kind: "data",
      message: "Conversion failed.",
    });
  });
});

describe("messages of SQL Server", () => {
  it("are passed on in order, those without a meaning for a person are not", async () => {
    const { session } = await answering(
      tokens.info(5701, "Changed database context to 'finance'."),
      tokens.info(0, "12 rows copied"),
      tokens.info(50_000, "Almost done", 10),
      tokens.info(3621, "The statement has been terminated."),
      tokens.doneProc(),
    );
    const messages: string[] = [];
    session.onMessage = (text) => messages.push(text);
    await readAll(session.query("EXEC", []));
    expect(messages).toEqual(["12 rows copied", "Almost done"]);
  });
});

describe("a connection to SQL Server that breaks", () => {
  it.each([
    ["before an answer", [cut]],
    ["among the rows", [tokens.colMetadata(columns), tokens.row(columns, [1]), cut]],
    ["within a row", [tokens.colMetadata(columns), tokens.row(columns, [1]).subarray(0, 3), cut]],
    [
      "behind the last row",
      [tokens.colMetadata(columns), tokens.row(columns, [1]), tokens.doneInProc(), cut],
    ],
  ])("%s fails what runs, and is no longer open", async (_, answer) => {
    const { session } = await answering(...answer);
    await expect(readAll(session.query("EXEC", []))).rejects.toMatchObject({ kind: "connection" });
    expect(session.isOpen()).toBe(false);
    await expect(readAll(session.query("SELECT 1", []))).rejects.toMatchObject({ kind: "connection" });
  });

  it("behind the whole answer loses nothing of it, or fails what runs; never more than that", async () => {
    const ends = new Set<string>();
    for (let round = 0; round < 50; round++) {
      const rows = Array.from({ length: round * 40 }, (_, n) => tokens.row(columns, [n]));
      const { session } = await answering(tokens.colMetadata(columns), ...rows, tokens.doneProc(), hangUp);
      const end = await readAll(session.query("EXEC", [])).then(
        ([table]) => `${table?.rows.length === rows.length}`,
        (error: unknown) => (error instanceof SqlFailure ? error.kind : "another error"),
      );
      ends.add(end);
      session.destroy();
    }
    for (const end of ends) expect(["true", "connection"]).toContain(end);
  });

  it("while nothing runs is no longer open", async () => {
    const { server, session } = await signedIn();
    await server.close();
    await expect(readAll(session.query("SELECT 1", []))).rejects.toMatchObject({ kind: "connection" });
    expect(session.isOpen()).toBe(false);
  });

  it("when it is destroyed ends what runs", async () => {
    const { session } = await signedIn({
      answer: ({ kind }) => (kind === "rpc" ? never() : null),
    });
    const reading = readAll(session.query("EXEC", []));
    session.destroy();
    await expect(reading).rejects.toMatchObject({ kind: "connection" });
    expect(session.isOpen()).toBe(false);
  });
});

async function* never(): AsyncGenerator<Buffer> {
  await new Promise(() => {});
  yield Buffer.alloc(0);
}
