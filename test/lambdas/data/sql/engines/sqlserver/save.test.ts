import { expect, describe as group, it } from "vitest";
import { SqlFailure } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { call, procedure } from "./called.ts";

group("a saved table", () => {
  const saved = {
    columns: ["Row", "AMOUNT", "Note", "extra", "Since", "Count"],
    rows: [
      ["17", "1234567890123456789.01", "ü'; --", "ignored", "46189.5", "3"],
      ["18", null, "", "ignored", null, null],
    ],
  };
  const lines = {
    schema: "led]ger",
    name: "Lines",
    columns: [
      ["Note", "nvarchar", 200, 0],
      ["Amount", "decimal", 17, 2],
      ["Missing", "nvarchar", 200, 0],
      ["Since", "datetime", 8, 3],
      ["co_unt", "int", 4, 0],
    ] as const,
  };
  const save = procedure({ name: "@Lines", of: ["Lines", -1, 0], table: lines });

  it("fills a table type's columns by name, in the type's order, each value read for its column", async () => {
    const called = await call(save, { Lines: saved });
    const table = called.parameters[0];
    expect(table).toMatchObject({ name: "@Lines", isOutput: false, type: "table" });
    expect(table?.value).toEqual({
      typeName: "led]ger.Lines",
      columns: ["nvarchar(4000)", "nvarchar(4000)", "nvarchar(4000)", "nvarchar(4000)", "int"],
      rows: [
        ["ü'; --", "1234567890123456789.01", null, "2026-06-16T12:00:00", 3],
        ["", null, null, null, null],
      ],
    });
  });

  it("names the sheet's row and the column of a value that does not fit, and sends nothing", async () => {
    const wrong = { ...saved, rows: [saved.rows[0] ?? [], ["18", "abc", null, null, null, null]] };
    const failure = await call(save, { Lines: wrong }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SqlFailure);
    expect(failure).toMatchObject({
      kind: "data",
      message:
        "Row 18 of the sheet: Amount must be a decimal number of at most 38 digits (decimal), but is a text of 3 characters.",
    });
  });

  it("names the row of a text that its column would refuse", async () => {
    const wrong = { ...saved, rows: [["18", null, "x".repeat(101), null, null, null]] };
    await expect(call(save, { Lines: wrong })).rejects.toThrow(
      new SqlFailure("data", "Row 18 of the sheet: Note takes at most 100 characters, but has 101."),
    );
  });

  const of = ["Lines", -1, 0] as const;
  const bytes = {
    schema: "dbo",
    name: "Lines",
    columns: [
      ["Note", "varbinary", 3, 0],
      ["Version", "timestamp", 8, 0],
    ] as const,
  };
  const saveBytes = (note: string | null, version: string | null = null) =>
    call(procedure({ name: "@Lines", of, table: bytes }), {
      Lines: { columns: ["Row", "Note", "Version"], rows: [["17", note, version]] },
    });

  it("takes bytes as base64, as they are answered, and none where the cell is empty", async () => {
    for (const [text, value] of [
      ["AAH/", Buffer.from([0, 1, 255])],
      ["", Buffer.alloc(0)],
      [null, null],
    ] as const) {
      const { parameters } = await saveBytes(text);
      expect(parameters[0]?.value).toMatchObject({
        columns: ["varbinary(8000)", "varbinary(8000)"],
        rows: [[value, null]],
      });
    }
  });

  it.each([
    [
      "no base64",
      "a b",
      null,
      "Note must be bytes, written in base64 (bytes), but is a text of 3 characters.",
    ],
    ["too many bytes", "AAECAw==", null, "Note takes at most 3 bytes, but has 4."],
    ["a row version", null, "AAH/", "Version is counted by the database, and takes no value."],
  ])("refuses %s with the row's number", async (_, note, version, sentence) => {
    await expect(saveBytes(note, version)).rejects.toThrow(
      new SqlFailure("data", `Row 17 of the sheet: ${sentence}`),
    );
  });

  it("sends no half of a surrogate pair", async () => {
    const table = { schema: "dbo", name: "Lines", columns: [["Note", "nvarchar", 20, 0]] as const };
    const called = await call(procedure({ name: "@Lines", of, table }), {
      Lines: { columns: ["Note"], rows: [["a\ud83db"]] },
    });
    expect(called.parameters[0]?.value).toMatchObject({ rows: [["a\ufffdb"]] });
  });

  it("reads moments of a zone with their offset, and days before 1753", async () => {
    const columns = [
      ["At", "datetimeoffset", 10, 7],
      ["On", "datetime2", 8, 7],
    ] as const;
    const called = await call(
      procedure({ name: "@Lines", of, table: { schema: "dbo", name: "Lines", columns } }),
      {
        Lines: { columns: ["At", "On"], rows: [["2026-06-16T01:04:08.0000001+05:30", "0001-01-01"]] },
      },
    );
    expect(called.parameters[0]?.value).toMatchObject({
      rows: [["2026-06-15T19:34:08.0000001", "0001-01-01T00:00:00"]],
    });
  });

  it("refuses a table type that the user may not look into", async () => {
    const unseen = { ...bytes, columns: [] };
    await expect(
      call(procedure({ name: "@Lines", of, table: unseen }), { Lines: saved }),
    ).rejects.toMatchObject({
      kind: "other",
    });
  });

  it("of many rows and long texts arrives whole", async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => [
      String(n),
      `${n}.25`,
      "long ü ".repeat(n === 7 ? 1_000 : 1),
    ]);
    const columns = lines.columns.map(([name, ...of]) =>
      name === "Note" ? ([name, "nvarchar", -1, 0] as const) : ([name, ...of] as const),
    );
    const long = procedure({ name: "@Lines", of: ["Lines", -1, 0], table: { ...lines, columns } });
    const called = await call(long, { Lines: { columns: ["Row", "Amount", "Note"], rows } });
    const { value } = called.parameters[0] ?? {};
    if (typeof value !== "object" || value === null || !("rows" in value))
      throw new Error("no table was sent");
    expect(value.columns[0]).toBe("nvarchar(max)");
    expect(value.rows).toEqual(rows.map(([, amount, note]) => [note, amount, null, null, null]));
  });

  it("without rows is an empty table", async () => {
    const called = await call(save, { Lines: { columns: ["Row"], rows: [] } });
    expect(called.parameters[0]?.value).toMatchObject({ rows: [] });
  });

  it("is JSON where the parameter takes that", async () => {
    const described = procedure({ name: "@Interject_DataToSave", of: ["nvarchar", -1, 0] });
    const called = await call(described, { Interject_DataToSave: saved });
    expect(JSON.parse(String(called.parameters[0]?.value))).toEqual([
      {
        Row: "17",
        AMOUNT: "1234567890123456789.01",
        Note: "ü'; --",
        extra: "ignored",
        Since: "46189.5",
        Count: "3",
      },
      { Row: "18", AMOUNT: null, Note: "", extra: "ignored", Since: null, Count: null },
    ]);
  });
});
