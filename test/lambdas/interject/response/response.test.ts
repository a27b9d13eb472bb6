import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../../lambdas/interject/errors.ts";
import { chunkBytes, firstBytes } from "../../../../lambdas/interject/response/chunks.ts";
import { encodeResponse, type ResponseSource } from "../../../../lambdas/interject/response/response.ts";
import type { Cell, Row, Rows, Table } from "../../../../lambdas/interject/response/table.ts";

const nothing = { UserMessage: "", ErrorMessage: "", RequestParameterList: [], SupplementalData: {} };

function source(tables: ResponseSource["tables"], changes: Partial<ResponseSource> = {}): ResponseSource {
  return {
    tables,
    closing: () => nothing,
    failure: (error) => ({ UserMessage: "", ErrorMessage: error instanceof Error ? error.message : "?" }),
    ...changes,
  };
}

async function collect(responseSource: ResponseSource): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of encodeResponse(responseSource)) chunks.push(chunk);
  return chunks;
}

async function text(responseSource: ResponseSource): Promise<string> {
  const chunks = await collect(responseSource);
  const blob = new Blob(chunks.map((chunk) => Uint8Array.from(chunk)));
  return new TextDecoder("utf-8", { fatal: true }).decode(await blob.arrayBuffer());
}

async function document(responseSource: ResponseSource) {
  const parsed = JSON.parse(await text(responseSource));
  return {
    ...parsed,
    tables: parsed.ReturnedDataList.map((entry: { Data: string }) => JSON.parse(entry.Data)),
  };
}

async function* batched(rows: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
  yield [];
}

async function* single(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

/** Endless rows that count how often they are pulled and whether they were closed. */
function counted(row: (index: number) => Row) {
  const state = { pulled: 0, closed: 0 };
  function* rows(): Generator<Row> {
    try {
      for (;;) yield row(state.pulled++);
    } finally {
      state.closed++;
    }
  }
  return { state, rows: rows() };
}

describe("the document", () => {
  test("begins with the tables and ends with messages, parameters and supplemental data", async () => {
    const parameter = {
      Name: "@CompanyName",
      DataType: 1,
      ExpectsOutput: false,
      InFormula: true,
      InputValue: 'mar"ket \ud800',
      OutputValue: null,
      UserValidationMessage: null,
      DefaultValue: null,
    } as const;
    const closing = () => ({
      UserMessage: "Done",
      ErrorMessage: "",
      RequestParameterList: [parameter],
      SupplementalData: { a: "b" },
    });
    const written = await text(source([{ columns: ["A"], rows: [["x"]] }], { closing }));
    expect(Object.keys(JSON.parse(written))).toEqual([
      "ReturnedDataList",
      "UserMessage",
      "ErrorMessage",
      "RequestParameterList",
      "SupplementalData",
    ]);
    expect(JSON.parse(written)).toMatchObject({
      UserMessage: "Done",
      ErrorMessage: "",
      RequestParameterList: [parameter],
      SupplementalData: { a: "b" },
    });
  });

  test("has an empty list when there is no table", async () => {
    expect(await text(source([]))).toBe(
      '{"ReturnedDataList":[],"UserMessage":"","ErrorMessage":"","RequestParameterList":[],"SupplementalData":{}}',
    );
  });

  test("gives a table as a string, with formats and without a schema", async () => {
    const { ReturnedDataList } = await document(source([{ columns: [], rows: [] }]));
    expect(ReturnedDataList).toEqual([
      { Data: '{"TableName":"Table","Columns":[],"Rows":[]}', DataFormat: 2, SchemaFormat: 1, Schema: null },
    ]);
  });

  test("gives a column every property that the Addin insists on", async () => {
    const { tables } = await document(
      source([{ columns: ["Name", { name: "Due", type: "DateTime" }], rows: [] }]),
    );
    const fixed = {
      AllowDBNull: true,
      AutoIncrement: false,
      AutoIncrementSeed: 0,
      AutoIncrementStep: 1,
      DateTimeMode: "UnspecifiedLocal",
      DefaultValue: null,
      MaxLength: -1,
      ReadOnly: false,
      Unique: false,
    };
    expect(tables[0].Columns).toEqual([
      { ...fixed, ColumnName: "Name", Caption: "Name", DataType: "String", Ordinal: 0 },
      { ...fixed, ColumnName: "Due", Caption: "Due", DataType: "DateTime", Ordinal: 1 },
    ]);
  });

  test("names tables Table, Table1, ... and makes a name that is taken unique", async () => {
    const named = [undefined, "Sales", undefined, "Sales", "Table1", ""].map((name) => ({
      ...(name === undefined ? {} : { name }),
      columns: [],
      rows: [],
    }));
    const { tables } = await document(source(named));
    expect(tables.map((table: { TableName: string }) => table.TableName)).toEqual([
      "Table",
      "Sales",
      "Table1",
      "Sales1",
      "Table11",
      "Table2",
    ]);
  });

  test("names columns that have no name or a name that is taken", async () => {
    const { tables } = await document(source([{ columns: ["id", "", "id"], rows: [] }]));
    expect(tables[0].Columns.map((column: { ColumnName: string }) => column.ColumnName)).toEqual([
      "id",
      "Column1",
      "id1",
    ]);
  });

  test("holds any tables, in whatever shape their rows arrive, so that parsing twice gives them back", async () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom('"', "\\", "\n", "\u0000", "\ud800", "\udc00", "\u2028", "é", "😀", "a"),
      }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.integer().map((value) => value / 100),
      fc.constant(null),
    );
    const table = fc.record({
      name: fc.string({ unit: "binary", minLength: 1 }),
      columns: fc.uniqueArray(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 5 }),
      rows: fc.array(fc.array(cell, { maxLength: 5 })),
      size: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(table, { selector: ({ name }) => name }), async (generated) => {
        const expected = generated.map(({ name, columns, rows }) => ({
          name,
          columns,
          rows: rows.map((row) => columns.map((_, index) => row[index] ?? null)),
        }));
        const tables = generated.map(({ name, columns, rows, size }): Table => {
          const cut = rows.map((row) => columns.map((_, index) => row[index] ?? null));
          const shapes: Rows[] = [cut, new Set(cut), batched(cut, 1), batched(cut, 3)];
          return {
            name,
            columns,
            rows: shapes[size] ?? single(cut),
          };
        });
        const written = await document(source(tables));
        expect(written.ErrorMessage).toBe("");
        expect(
          written.tables.map(
            (one: { TableName: string; Columns: { ColumnName: string }[]; Rows: Row[] }) => ({
              name: one.TableName,
              columns: one.Columns.map((column) => column.ColumnName),
              rows: one.Rows.map((row) => row.map((value) => (value === 0 ? 0 : value))),
            }),
          ),
        ).toEqual(
          expected.map((one) => ({
            ...one,
            rows: one.rows.map((row) => row.map((value) => (value === 0 ? 0 : value))),
          })),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("a failure", () => {
  async function* failingAfter(count: number): AsyncGenerator<Row> {
    for (let index = 0; index < count; index++) yield [index, "text"];
    throw new UserError("The connection was lost.");
  }

  test.each([0, 1, 1_000, 20_000])("keeps the %i rows that came before it and says so", async (count) => {
    let asked = 0;
    const closing = () => {
      asked++;
      return { ...nothing, SupplementalData: { closing: "came" } };
    };
    const written = await document(source([{ columns: ["N", "T"], rows: failingAfter(count) }], { closing }));
    expect(written.tables[0].Rows).toEqual(Array.from({ length: count }, (_, index) => [index, "text"]));
    expect(written.ErrorMessage).toBe(
      count === 0
        ? "The connection was lost."
        : `The connection was lost.\nThe answer is not complete: it ends after row ${count.toLocaleString("en-US")} of Table.`,
    );
    expect(written.SupplementalData).toEqual({ closing: "came" });
    expect(asked).toBe(1);
  });

  test("of the source of tables keeps the tables before it", async () => {
    function* tables(): Generator<Table> {
      yield { columns: ["A"], rows: [["x"]] };
      throw new Error("no second table");
    }
    const written = await document(source(tables()));
    expect(written.tables).toHaveLength(1);
    expect(written.ErrorMessage).toBe(
      "no second table\nThe answer is not complete: it ends after row 1 of Table.",
    );
  });

  test("behind all tables calls none of their rows missing", async () => {
    function* tables(): Generator<Table> {
      yield { columns: ["A"], rows: [["x"]] };
      throw new UserError("The period is closed.");
    }
    const written = await document(source(tables(), { isRead: () => true }));
    expect(written.ErrorMessage).toBe("The period is closed.");
  });

  test("within a table says where it ends, whatever else has been read", async () => {
    const tables = [{ columns: ["N", "T"], rows: failingAfter(2) }];
    const written = await document(source(tables, { isRead: () => true }));
    expect(written.ErrorMessage).toContain("it ends after row 2 of Table.");
  });

  test("before the first row of a later table says that too", async () => {
    const tables = [
      { columns: ["A"], rows: [["x"]] },
      { columns: ["N", "T"], rows: failingAfter(0) },
    ];
    const written = await document(source(tables));
    expect(written.tables.map((table: { Rows: Row[] }) => table.Rows)).toEqual([[["x"]], []]);
    expect(written.ErrorMessage).toBe(
      "The connection was lost.\nThe answer is not complete: it ends before the first row of Table1.",
    );
  });

  test("of the closing is said, and the rows stay", async () => {
    const closing = () => Promise.reject(new Error("no output values"));
    const written = await document(source([{ columns: ["A"], rows: [["x"]] }], { closing }));
    expect(written).toMatchObject({ RequestParameterList: [], SupplementalData: {} });
    expect(written.tables[0].Rows).toEqual([["x"]]);
    expect(written.ErrorMessage).toBe("no output values");
  });

  test("stands in front of what the closing has to say", async () => {
    const closing = () => ({ ...nothing, ErrorMessage: "from the closing", UserMessage: "note" });
    const written = await document(source([{ columns: ["A"], rows: failingAfter(0) }], { closing }));
    expect(written.ErrorMessage).toBe("The connection was lost.\nfrom the closing");
    expect(written.UserMessage).toBe("note");
  });

  test("without a text still marks the answer as failed", async () => {
    const failure = () => ({ UserMessage: "", ErrorMessage: "" });
    const written = await document(source([{ columns: ["A"], rows: failingAfter(0) }], { failure }));
    expect(written.ErrorMessage).toBe("The report failed without saying why.");
  });

  test("that is a notice stays a notice", async () => {
    const failure = () => ({ UserMessage: "Nothing is due.", ErrorMessage: "" });
    const written = await document(source([{ columns: ["N", "T"], rows: failingAfter(3) }], { failure }));
    expect(written).toMatchObject({ UserMessage: "Nothing is due.", ErrorMessage: "" });
  });

  test("closes the rows and the tables that it interrupts", async () => {
    const { state, rows } = counted((index) => (index < 5 ? ["a"] : ["a", "one too many"]));
    let closedTables = 0;
    function* tables(): Generator<Table> {
      try {
        yield { name: "Ledger", columns: ["A"], rows };
      } finally {
        closedTables++;
      }
    }
    const written = await document(source(tables()));
    expect(written.tables[0].Rows).toHaveLength(5);
    expect(written.ErrorMessage).toMatch(
      /^Row 6 of Ledger cannot be written: it has 2 cells for 1 columns\./,
    );
    expect(state).toEqual({ pulled: 6, closed: 1 });
    expect(closedTables).toBe(1);
  });

  test("in a cell takes the whole row back, however much of it was written", async () => {
    const rows = [
      ["first", "row"],
      ["x".repeat(300_000), new Date(Number.NaN)],
    ];
    const written = await document(source([{ columns: ["A", "B"], rows }]));
    expect(written.tables[0].Rows).toEqual([["first", "row"]]);
    expect(written.ErrorMessage).toMatch(
      /^Row 2 of Table cannot be written: in column 2 \(B\), a Date must be valid/,
    );
  });
});

describe("the flow", () => {
  test("pulls rows only for the chunk that is asked for", async () => {
    const { state, rows } = counted(() => ["x".repeat(90)]);
    const output = encodeResponse(source([{ columns: ["A"], rows }]));
    expect(state.pulled).toBe(0);
    let taken = 0;
    for (let chunks = 1; chunks <= 20; chunks++) {
      const { value } = await output.next();
      taken += value?.length ?? 0;
      // 97 bytes a row: `[\"...\"],`; what is pulled ahead of the bytes taken fits the buffer.
      expect(state.pulled * 97 - taken).toBeLessThan(chunkBytes);
    }
    await output.return(undefined);
  });

  test("pulls one batch at a time", async () => {
    let pulled = 0;
    async function* rows(): AsyncGenerator<Row[]> {
      for (;;) {
        pulled++;
        yield Array.from({ length: 5_000 }, () => ["x".repeat(90)]);
      }
    }
    const output = encodeResponse(source([{ columns: ["A"], rows: rows() }]));
    // A batch of 485,000 bytes is three small chunks, six full ones and a rest.
    for (let chunk = 0; chunk < 9; chunk++) await output.next();
    expect(pulled).toBe(1);
    await output.next();
    expect(pulled).toBe(2);
    await output.return(undefined);
  });

  test("closes rows and tables when the caller stops early, and asks for no closing", async () => {
    const { state, rows } = counted(() => ["x".repeat(90)]);
    let asked = 0;
    const closing = () => {
      asked++;
      return nothing;
    };
    for await (const _ of encodeResponse(source([{ columns: ["A"], rows }], { closing }))) break;
    expect(state.closed).toBe(1);
    expect(asked).toBe(0);
  });

  test("never touches a chunk again that was given away", async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => [`row ${index}`, "x".repeat(90)]);
    const output = encodeResponse(source([{ columns: ["A", "B"], rows }]));
    const kept: { chunk: Uint8Array; copy: Uint8Array }[] = [];
    for await (const chunk of output) kept.push({ chunk, copy: chunk.slice() });
    expect(kept.length).toBeGreaterThan(5);
    for (const { chunk, copy } of kept) expect(chunk).toEqual(copy);
    expect(new Set(kept.map(({ chunk }) => chunk.buffer)).size).toBe(kept.length);
  });

  test("gives chunks of at most 64 KB, also of one huge cell", async () => {
    const rows = [['"\n'.repeat(500_000), "x".repeat(5_000_000), new Uint8Array(1_100_000).fill(255)]];
    const chunks = await collect(source([{ columns: ["A", "B", "C"], rows }]));
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(chunkBytes);
  });

  test("ends the document when the caller says that it is full, with the number of rows", async () => {
    const { state, rows } = counted((index) => [index, "x".repeat(90)]);
    let asked = 0;
    const full = () => ++asked === 3;
    const written = await document(source([{ columns: ["N", "T"], rows }], { full }));
    const count = written.tables[0].Rows.length;
    expect(asked).toBe(3);
    expect(state).toEqual({ pulled: count + 1, closed: 1 });
    expect(written.ErrorMessage).toMatch(/^The answer is larger than this API can send\. Narrow the report/);
    expect(written.ErrorMessage).toContain(`it ends after row ${count.toLocaleString("en-US")} of Table.`);
  });

  test("is not cut short when the last row is what filled it", async () => {
    const count = Math.ceil((1.04 * firstBytes) / 97);
    const rows = Array.from({ length: count }, () => ["x".repeat(90)]);
    let asked = 0;
    const full = () => ++asked > 0;
    const written = await document(source([{ columns: ["A"], rows }], { full }));
    expect(asked).toBe(1);
    const short = await document(source([{ columns: ["A"], rows: [...rows, ...rows] }], { full }));
    expect(written.tables[0].Rows.length + short.tables[0].Rows.length).toBeGreaterThan(count);
    expect(short.ErrorMessage).not.toBe("");
  });
});
