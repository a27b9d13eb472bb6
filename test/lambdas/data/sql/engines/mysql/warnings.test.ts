import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, mariadb, rowsOf, skipped, type TestDatabase, testDatabase } from "./server.ts";

describe.skipIf(mariadb === null)(`warnings of MariaDB${skipped}`, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
    await database.run(
      "CREATE TABLE saved (word VARCHAR(3), number TINYINT)",
      "CREATE PROCEDURE cut_list() BEGIN SET group_concat_max_len = 16; SELECT GROUP_CONCAT(seq) FROM seq_1_to_100; SELECT 1; END",
      `CREATE PROCEDURE endless() BEGIN
         SET max_recursive_iterations = 10;
         WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5000) SELECT COUNT(*) FROM r;
       END`,
      "SET SESSION sql_mode = ''",
      "CREATE PROCEDURE lax(word TEXT, number TEXT) INSERT INTO saved VALUES (word, number)",
    );
  });
  afterAll(() => database.drop());

  const begun = async () => {
    const session = await database.connect();
    await session.begin({ identity: new Map(), statementMs: 20_000 });
    const told: string[] = [];
    session.onMessage = (text) => told.push(text);
    return { session, told };
  };
  const notice = (text: string) => `UserNotice: The database cut or changed something: ${text}`;

  it("tell of a list that was cut, before other results", async () => {
    const { session, told } = await begun();
    await call(session, "cut_list");
    expect(told).toEqual([notice("Row 9 was cut by GROUP_CONCAT()")]);
  });

  it("tell of a recursion that was stopped", async () => {
    const { session, told } = await begun();
    await call(session, "endless");
    expect(told).toEqual([expect.stringContaining("exceeded max_recursive_iterations = 10")]);
  });

  it("tell of a result of a statement that was cut", async () => {
    const { session, told } = await begun();
    await rowsOf(session, "SET group_concat_max_len = 16");
    await rowsOf(session, "SELECT GROUP_CONCAT(seq) FROM seq_1_to_100");
    expect(told).toHaveLength(1);
  });

  it("tell of a saved value that a lax routine cut or replaced, without the value", async () => {
    const { session, told } = await begun();
    await call(session, "lax", { word: "secret", number: "1000" });
    await call(session, "lax", { word: "abc", number: "it's secret" });
    expect(told).toEqual([
      notice("Data truncated for column 'word' at row 1"),
      notice("Out of range value for column 'number' at row 1"),
      expect.stringMatching(/Incorrect integer value for column/),
    ]);
    expect(told.join()).not.toContain("secret");
  });

  it("are told once a request, however often they come", async () => {
    const { session, told } = await begun();
    for (let times = 0; times < 3; times++) await call(session, "lax", { word: "abcd", number: "1" });
    expect(told).toHaveLength(1);
    await session.rollback();
    await session.begin({ identity: new Map(), statementMs: 20_000 });
    await call(session, "lax", { word: "abcd", number: "1" });
    expect(told).toHaveLength(2);
  });

  it("are told up to five times a request", async () => {
    const { session, told } = await begun();
    await rowsOf(session, "SET SESSION sql_mode = ''");
    for (let length = 1; length < 9; length++) {
      const columns = Array.from({ length }, (_, at) => `c${length}_${at} TINYINT`);
      await rowsOf(session, `CREATE TEMPORARY TABLE t${length} (${columns.join(", ")})`);
      await rowsOf(session, `INSERT INTO t${length} (c${length}_0) VALUES (1000)`);
    }
    expect(told).toHaveLength(5);
  });

  it("that change nothing are not told", async () => {
    const { session, told } = await begun();
    await rowsOf(session, "SELECT 1 / 0, 1 + 'abc'");
    await rowsOf(session, "DROP TEMPORARY TABLE IF EXISTS not_there");
    expect(told).toEqual([]);
  });

  it("leave what the next statement asks of the one before", async () => {
    const { session } = await begun();
    await rowsOf(session, "SELECT SQL_CALC_FOUND_ROWS seq FROM seq_1_to_100 LIMIT 2");
    expect(await rowsOf(session, "SELECT FOUND_ROWS()")).toEqual([["100"]]);
    await rowsOf(session, "INSERT INTO saved VALUES ('a', 1), ('b', 2)");
    expect(await rowsOf(session, "SELECT ROW_COUNT()")).toEqual([["2"]]);
  });
});
