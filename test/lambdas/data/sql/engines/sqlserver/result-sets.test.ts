import { describe, expect, it } from "vitest";
import * as tokens from "../../../../../support/tds/tokens.ts";
import * as types from "../../../../../support/tds/types.ts";
import { read, readAll, rowsOf, signedIn } from "./signed-in.ts";

describe("result sets of SQL Server", () => {
  const one = [{ name: "a", type: types.intN(4) }];
  const two = [
    { name: "", type: types.nvarchar(10) },
    { name: "b", type: types.nvarchar(10) },
    { name: "b", type: types.nvarchar(10) },
  ];

  it("come in order, with empty ones, unnamed columns and names twice", async () => {
    const tables = await read([
      tokens.colMetadata(one),
      tokens.row(one, [1]),
      tokens.doneInProc({ count: 1 }),
      tokens.colMetadata(one),
      tokens.doneInProc({ count: 0 }),
      tokens.doneInProc({ count: 5 }),
      tokens.colMetadata(two),
      tokens.row(two, ["x", "y", "z"]),
      tokens.doneInProc({ count: 1 }),
      tokens.doneProc(),
    ]);
    const text = (name: string) => ({ name, type: "String" });
    expect(tables).toEqual([
      { columns: [{ name: "a", type: "Int32" }], rows: [[1]] },
      { columns: [{ name: "a", type: "Int32" }], rows: [] },
      { columns: [text(""), text("b"), text("b")], rows: [["x", "y", "z"]] },
    ]);
  });

  it("are none where a statement returns nothing, and the rows that it changed are counted", async () => {
    const { session } = await signedIn({
      answer: ({ kind }) =>
        kind === "rpc"
          ? [
              tokens.doneInProc({ count: 3 }),
              tokens.colMetadata(one),
              tokens.row(one, [1]),
              tokens.doneInProc({ count: 1 }),
              tokens.doneInProc(),
              tokens.doneInProc({ count: 4 }),
              tokens.doneProc(),
            ]
          : null,
    });
    const execution = session.query("UPDATE", []);
    await readAll(execution);
    expect(execution.changedRows()).toBe(7);
  });

  it("may have their rows left unread, where the next is asked for", async () => {
    const { session } = await signedIn({
      answer: ({ kind }) =>
        kind === "rpc"
          ? [
              tokens.colMetadata(one),
              ...Array.from({ length: 5_000 }, (_, n) => tokens.row(one, [n])),
              tokens.doneInProc({ count: 5_000 }),
              tokens.colMetadata(one),
              tokens.row(one, [42]),
              tokens.doneInProc({ count: 1 }),
              tokens.doneProc(),
            ]
          : null,
    });
    const tables = session.query("SELECT", []).tables[Symbol.asyncIterator]();
    expect((await tables.next()).done).toBe(false);
    const second = await tables.next();
    if (second.done) throw new Error("there is a second table");
    expect(await rowsOf(second.value)).toEqual([[42]]);
    expect((await tables.next()).done).toBe(true);
  });
});
