import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { answerTo } from "../../../../../../lambdas/data/sql/engines/mysql/answer.ts";
import { endConnection, openConnection } from "../../../../../../lambdas/data/sql/engines/mysql/connect.ts";
import { uniqueName } from "../../../../../support/databases.ts";
import { call, failureOf, mariadb, readAll, skipped, type TestDatabase, testDatabase } from "./server.ts";

describe.skipIf(mariadb === null)(`routines of MariaDB${skipped}`, () => {
  let database: TestDatabase;
  let session: Session;
  beforeAll(async () => {
    database = await testDatabase();
    session = await database.connect();
  });
  afterAll(() => database.drop());

  it("finds a procedure's parameters in order, with their types", async () => {
    await database.run(
      `CREATE PROCEDURE described(a INT UNSIGNED, OUT b DECIMAL(10,2), INOUT c DATETIME(3), d VARCHAR(20),
         e TINYINT(1), f BIT(1), g BIGINT UNSIGNED, h FLOAT, i TINYINT, j TINYINT UNSIGNED, k LONGBLOB) BEGIN END`,
    );
    const [routine] = await session.findRoutines({ schema: null, name: "described" });
    expect(routine).toMatchObject({ kind: "procedure", schema: database.server.database, name: "described" });
    expect(routine?.parameters.map(({ name, mode, type, dataType }) => [name, mode, type, dataType])).toEqual(
      [
        ["a", "in", "int(10) unsigned", "bigint"],
        ["b", "out", "decimal(10,2)", "numeric"],
        ["c", "inout", "datetime(3)", "moment"],
        ["d", "in", "varchar(20)", "none"],
        ["e", "in", "tinyint(1)", "tinyint(1)"],
        ["f", "in", "bit(1)", "bit"],
        ["g", "in", "bigint(20) unsigned", "decimal"],
        ["h", "in", "float", "single"],
        ["i", "in", "tinyint(4)", "smallint"],
        ["j", "in", "tinyint(3) unsigned", "tinyint"],
        ["k", "in", "longblob", "bytes"],
      ],
    );
    expect(routine?.parameters.some(({ hasDefault }) => hasDefault)).toBe(false);
  });

  it("finds a function and a procedure of the same name, each with its own parameters", async () => {
    await database.run(
      "CREATE FUNCTION twin(f INT) RETURNS INT DETERMINISTIC RETURN f",
      "CREATE PROCEDURE twin(p1 DATE, p2 INT) BEGIN END",
    );
    const found = await session.findRoutines({ schema: null, name: "twin" });
    expect(found.map(({ kind, parameters }) => [kind, parameters.map(({ name }) => name)])).toEqual([
      ["function", ["f"]],
      ["procedure", ["p1", "p2"]],
    ]);
  });

  it("finds by the server's rules: any case of a name, in a schema of its own, none that is not there", async () => {
    await database.run("CREATE PROCEDURE Mixed_Case() BEGIN END");
    const { database: schema } = database.server;
    expect(await session.findRoutines({ schema, name: "MIXED_case" })).toMatchObject([
      { name: "Mixed_Case" },
    ]);
    expect(await session.findRoutines({ schema: "information_schema", name: "Mixed_Case" })).toEqual([]);
    expect(await session.findRoutines({ schema: null, name: "' OR '1'='1" })).toEqual([]);
    expect(await session.findRoutines({ schema: "' OR 1=1 -- ", name: "%" })).toEqual([]);
  });

  it("lets a user see and call what it may execute, and nothing else", async () => {
    const user = uniqueName("ij");
    const { database: schema } = database.server;
    await database.run(
      "CREATE PROCEDURE allowed(IN a INT, OUT b INT) SET b = a + 1",
      "CREATE PROCEDURE forbidden(IN a INT) BEGIN END",
      `CREATE USER ${user}@'%' IDENTIFIED BY 'a password'`,
      `GRANT EXECUTE ON PROCEDURE ${schema}.allowed TO ${user}@'%'`,
    );
    try {
      const other = await database.connect({ user, password: "a password" });
      expect((await call(other, "allowed", { a: 1 })).outputs).toEqual({ b: "2" });
      expect(await other.findRoutines({ schema: null, name: "forbidden" })).toEqual([]);
    } finally {
      await database.run(`DROP USER ${user}@'%'`);
    }
  });

  it("gives every result set as a table, empty ones too, and the outputs after them", async () => {
    await database.run(
      `CREATE PROCEDURE several(IN n INT, OUT total INT, INOUT word VARCHAR(20))
       BEGIN
         SELECT seq AS first FROM seq_1_to_1000 WHERE seq <= n;
         SELECT 1 AS a, 'x' AS a FROM DUAL WHERE FALSE;
         SELECT 'last' AS third;
         SET total = n * 2, word = CONCAT(word, '!');
       END`,
    );
    const { tables, outputs } = await call(session, "several", { n: 450, word: "so" });
    expect(tables.map(({ rows }) => rows.length)).toEqual([450, 0, 1]);
    expect(tables[0]?.rows.at(-1)).toEqual(["450"]);
    expect(tables[1]?.columns).toEqual([{ name: "a", type: "Int32" }, "a"]);
    expect(outputs).toEqual({ total: "900", word: "so!" });
  });

  it("has no table and no output for a procedure without either, and says what it changed", async () => {
    await database.run(
      "CREATE TABLE changed (id INT PRIMARY KEY, v INT)",
      "CREATE PROCEDURE change_rows() BEGIN INSERT INTO changed SELECT seq, 0 FROM seq_1_to_7; END",
    );
    expect(await call(session, "change_rows")).toEqual({ tables: [], outputs: {}, changedRows: 7 });
    const update = session.query("UPDATE changed SET v = 1 WHERE id <= ?", [3]);
    expect(await readAll(update)).toEqual([]);
    expect(update.changedRows()).toBe(3);
    const same = session.query("UPDATE changed SET v = 1 WHERE id <= ?", [4]);
    await readAll(same);
    expect(same.changedRows()).toBe(1);
  });

  it("gives a function's value as a cell and as the return value", async () => {
    await database.run(
      "CREATE FUNCTION net(gross DECIMAL(20,4), rate DECIMAL(5,2)) RETURNS DECIMAL(20,4) DETERMINISTIC RETURN gross - rate",
      "CREATE FUNCTION none_at_all() RETURNS DATE DETERMINISTIC RETURN NULL",
    );
    expect(await call(session, "net", { gross: "1234567890123456.7891", rate: "0.10" })).toEqual({
      tables: [{ columns: [{ name: "net", type: "Decimal" }], rows: [["1234567890123456.6891"]] }],
      outputs: { RETURN_VALUE: "1234567890123456.6891" },
      changedRows: 0,
    });
    expect((await call(session, "none_at_all")).outputs).toEqual({ RETURN_VALUE: null });
  });

  it("calls routines and names columns whatever they are called", async () => {
    const name = "we`ird ?.name'; -- \"x";
    const quoted = `\`${name.replaceAll("`", "``")}\``;
    await database.run(
      `CREATE PROCEDURE ${quoted}(IN \`a ?\` INT, OUT \`b\`\`c @x\` INT) BEGIN SELECT 1 AS ${quoted}, 2 AS \`__proto__\`; SET \`b\`\`c @x\` = \`a ?\`; END`,
      `CREATE FUNCTION ${quoted}() RETURNS INT DETERMINISTIC RETURN 7`,
    );
    const [fun, procedure] = await session.findRoutines({ schema: null, name });
    if (fun === undefined || procedure === undefined) throw new Error("Both are there.");
    const execution = session.call(procedure, new Map([["a ?", 5]]));
    const [table] = await readAll(execution);
    expect(table?.columns).toEqual([
      { name, type: "Int32" },
      { name: "__proto__", type: "Int32" },
    ]);
    expect([...execution.outputs()]).toEqual([["b`c @x", "5"]]);
    expect(await readAll(session.call(fun, new Map()))).toMatchObject([{ rows: [[7]] }]);
  });

  it("refuses to leave a parameter out, for MySQL has no defaults", async () => {
    await database.run("CREATE PROCEDURE needs(IN a INT) SELECT a");
    const failure = await failureOf(call(session, "needs"));
    expect(failure).toMatchObject({ kind: "data", message: "The parameter a has no value." });
  });

  it("does not run a second statement behind the first", async () => {
    expect(await failureOf(readAll(session.query("SELECT 1; SELECT 2", [])))).toMatchObject({
      kind: "other",
    });
  });

  it("cannot be asked for a file of its own machine, where the server allows it to others", async () => {
    const [row] = await database.rows("SELECT @@local_infile AS allowed");
    expect(row).toEqual({ allowed: 1 });
    await database.run("CREATE TABLE stolen (line TEXT)");
    const load = `LOAD DATA LOCAL INFILE '${import.meta.filename.replaceAll("\\", "/")}' INTO TABLE stolen`;
    const connection = await openConnection(database.server);
    // By both protocols, for the server refuses this one in a prepared statement for reasons of its own.
    for (const query of [connection.query(load), connection.execute(load)]) {
      const { results } = answerTo(query, connection);
      expect(await failureOf(results.nextTable())).toMatchObject({ kind: "other" });
      await results.ended;
    }
    endConnection(connection);
    expect(await readAll(session.query("SELECT * FROM stolen", []))).toMatchObject([{ rows: [] }]);
  });

  it("runs a routine in the modes it was created in, which is the server's way", async () => {
    await database.run(
      "CREATE TABLE narrow (word VARCHAR(2))",
      "SET SESSION sql_mode = ''",
      "CREATE PROCEDURE lenient(word VARCHAR(9)) INSERT INTO narrow VALUES (word)",
      "SET SESSION sql_mode = 'STRICT_ALL_TABLES'",
      "CREATE PROCEDURE strict(word VARCHAR(9)) INSERT INTO narrow VALUES (word)",
    );
    await call(session, "lenient", { word: "abc" });
    expect(await failureOf(call(session, "strict", { word: "def" }))).toMatchObject({ kind: "data" });
    expect(await readAll(session.query("SELECT word FROM narrow", []))).toMatchObject([{ rows: [["ab"]] }]);
  });
});
