import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeCell } from "../../../../lambdas/interject/response/cell.ts";
import {
  finishChunk,
  firstBytes,
  openChunks,
  takeReady,
} from "../../../../lambdas/interject/response/chunks.ts";
import type { Cell } from "../../../../lambdas/interject/response/table.ts";

/** What the Addin reads for `cell`: parsed once as the string it stands in, and once as JSON. */
async function readBack(cell: Cell, bytesBefore = 0): Promise<unknown> {
  const chunks = openChunks();
  chunks.bytes.fill(0x20, 0, bytesBefore);
  chunks.position = bytesBefore;
  writeCell(chunks, cell);
  finishChunk(chunks);
  const blob = new Blob(takeReady(chunks).map((chunk) => Uint8Array.from(chunk)));
  const text = new TextDecoder("utf-8", { fatal: true }).decode(await blob.arrayBuffer());
  return JSON.parse(JSON.parse(`"${text}"`));
}

describe("a cell", () => {
  test.each<[Cell, unknown]>([
    [null, null],
    ["", ""],
    [true, "True"],
    [false, "False"],
    [12345678901234567890n, "12345678901234567890"],
    [-1n, "-1"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [new Date("2026-06-16T11:04:08Z"), "2026-06-16T11:04:08"],
    [new Date("2026-06-16T11:04:08.050Z"), "2026-06-16T11:04:08.050"],
    [new Uint8Array(), ""],
    [Uint8Array.of(1), "AQ=="],
    [Uint8Array.of(1, 2), "AQI="],
    [Uint8Array.of(251, 255, 190), "+/++"],
  ])("%o is written as %o", async (cell, expected) => {
    expect(await readBack(cell)).toEqual(expected);
  });

  test("holds any number", async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.tuple(fc.integer(), fc.constantFrom(1, 100, 10_000, 1e5, 1e6, 1e7)).map(([a, b]) => a / b),
      fc.constantFrom(
        2 ** 31,
        2 ** 31 - 1,
        2 ** 31 - 2,
        2147483646.9999,
        999999999.999999,
        1e9,
        0.000001,
        0.0000005,
        -(2 ** 31),
        1e21,
        5e-324,
        0.1 + 0.2,
        1e-5,
      ),
    );
    await fc.assert(
      fc.asyncProperty(number, async (value) => {
        // JSON readers differ on -0, and no sheet shows it: it is written as 0.
        expect(await readBack(value)).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 2_000 },
    );
  });

  test("holds any moment of the years 1 to 9999", async () => {
    const date = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(date, async (value) => {
        expect(await readBack(value)).toBe(value.toISOString().replace(/(\.000)?Z$/, ""));
      }),
      { numRuns: 2_000 },
    );
  });

  test("holds each day of four centuries", async () => {
    const chunks = openChunks();
    for (let time = Date.UTC(1600, 0, 1); time < Date.UTC(2000, 1, 1); time += 86_400_000) {
      const date = new Date(time);
      chunks.position = 0;
      writeCell(chunks, date);
      const written = new TextDecoder().decode(chunks.bytes.subarray(2, chunks.position - 2));
      if (written !== date.toISOString().slice(0, 19)) expect(written).toBe(date.toISOString());
    }
  });

  test.each([new Date(Number.NaN), new Date("+010000-01-01T00:00:00Z"), new Date("0000-12-31T23:59:59Z")])(
    "refuses the date %o",
    (date) => {
      expect(() => writeCell(openChunks(), date)).toThrow("between the years 1 and 9999");
    },
  );

  test.each([{}, [], Symbol("x"), () => 1])("refuses a value that is none: %o", (value) => {
    expect(() => writeCell(openChunks(), value as unknown as Cell)).toThrow("a cell must be text");
  });

  test("holds any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        expect(await readBack(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
    );
  });
});

describe("text", () => {
  test("of every UTF-16 unit alone is given back", async () => {
    const chunks = openChunks();
    for (let unit = 0; unit < 0x10000; unit++) {
      const text = String.fromCharCode(unit);
      chunks.position = 0;
      writeCell(chunks, text);
      const written = new TextDecoder().decode(chunks.bytes.subarray(0, chunks.position));
      if (JSON.parse(JSON.parse(`"${written}"`)) !== text) expect(unit, "this unit is changed").toBe(-1);
    }
  });

  const awkward = [
    '"',
    "\\",
    "\n",
    "\u0001",
    "\u007f",
    "\u2028",
    "é",
    "€",
    "😀",
    "\ud800",
    "\udc00\ud800",
    "plain",
  ];

  test.each(awkward)("%j is whole at every offset around the end of a buffer", async (piece) => {
    for (const text of [piece, `a${piece}b`, piece.repeat(40), `${"x".repeat(2_000)}${piece}`]) {
      for (let before = firstBytes - 300; before <= firstBytes; before++) {
        if ((await readBack(text, before)) !== text) expect(before, "broken at this offset").toBe(-1);
      }
    }
  });

  test.each([1_023, 1_024, 1_025, 2_048])("of %i units before a pair keeps the pair whole", async (count) => {
    const text = `"${"x".repeat(count - 2)}😀😀`;
    expect(await readBack(text)).toBe(text);
  });

  test.each(['"', "x", "é", "😀", "\ud800", "\\n"])("of megabytes of %j is given back", async (piece) => {
    for (const units of [1_100_000, 5_000_000]) {
      const text = piece.repeat(units / piece.length);
      expect((await readBack(text)) === text).toBe(true);
    }
  });

  test("whose only awkward unit stands at the far end of a large cell is given back", async () => {
    const text = `${"x".repeat(1_100_000)}"\ud83d`;
    expect((await readBack(text)) === text).toBe(true);
  });
});
