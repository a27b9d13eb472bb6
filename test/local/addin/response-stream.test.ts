import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvWriter } from "../../../local/addin/command/csv-writer.ts";
import { readResponse } from "../../../local/addin/response.ts";
import { streamResponse } from "../../../local/addin/response-stream.ts";
import { collector, piecesOf } from "../../support/arriving.ts";

const text = fc.string({ unit: "binary" });
const cell = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const table = fc
  .tuple(text, fc.array(text, { minLength: 1, maxLength: 4 }))
  .chain(([TableName, names]) =>
    fc
      .array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 6 })
      .map((Rows) => ({ TableName, Columns: names.map((ColumnName) => ({ ColumnName })), Rows })),
  );
const parameter = fc.record({
  Name: text,
  OutputValue: fc.option(text),
  UserValidationMessage: fc.option(text),
});

/** The same members in another order, and maybe in camelCase. */
function arranged(value: object, isReversed: boolean, isCamelCase: boolean): object {
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    isCamelCase ? name.charAt(0).toLowerCase() + name.slice(1) : name,
    member,
  ]);
  return Object.fromEntries(isReversed ? members.reverse() : members);
}

/** Response documents as text, with or without line ends. */
const documents = fc
  .record({
    tables: fc.array(table, { maxLength: 3 }),
    parameters: fc.array(parameter, { maxLength: 2 }),
    messages: fc.tuple(text, text),
    isReversed: fc.boolean(),
    isCamelCase: fc.boolean(),
    indent: fc.constantFrom(0, 1),
  })
  .map(({ tables, parameters, messages: [UserMessage, ErrorMessage], isReversed, isCamelCase, indent }) => {
    const ordered = (value: object) => arranged(value, isReversed, isCamelCase);
    const ReturnedDataList = tables.map((value) =>
      ordered({ Data: JSON.stringify(ordered(value), null, indent), Extra: [{}, "]}"] }),
    );
    const RequestParameterList = parameters.map(ordered);
    const document = {
      UserMessage,
      ErrorMessage,
      RequestParameterList,
      ReturnedDataList,
      SupplementalData: {},
    };
    return JSON.stringify(ordered(document), null, indent);
  });
const lengths = fc.integer({ min: 1, max: 50 });

describe("a response document that is read while it arrives", () => {
  it("comes out as from one that is read whole, wherever it is cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(documents, lengths, async (document, length) => {
        const { sink, tables } = collector();
        const notes = await streamResponse(piecesOf(document, length), sink);
        const { text: _, tables: wholeTables, ...wholeNotes } = readResponse(document);
        expect(notes).toEqual(wholeNotes);
        expect(tables).toEqual(wholeTables.map(({ columns, rows }) => ({ columns, rows })));
      }),
    );
  });

  it("is refused with the same sentence when it ends early", async () => {
    await fc.assert(
      fc.asyncProperty(documents, lengths, fc.nat(), async (document, length, cut) => {
        const part = document.slice(0, cut % document.length);
        const said = (error: unknown) => String(error);
        const streamed = await streamResponse(piecesOf(part, length), collector().sink).catch(said);
        expect(() => readResponse(part)).toThrow(/is not whole JSON/);
        expect(streamed).toMatch(/^AnswerUnreadable: is not a response document: it is not whole JSON/);
      }),
    );
  });

  it("is not held: a row has left before many more have come", async () => {
    let arrived = 0;
    let written = 0;
    let mostHeld = 0;
    async function* answer() {
      yield String.raw`{"ReturnedDataList":[{"Data":"{\"Columns\":[{\"ColumnName\":\"a\"}],\"Rows\":[[\"first\"]`;
      for (; arrived < 100_000; arrived += 100) {
        mostHeld = Math.max(mostHeld, arrived - written);
        yield String.raw`,[\"some twenty characters\"]`.repeat(100);
      }
      yield ']}"}]}';
    }
    const csv = csvWriter(async (lines) => {
      await new Promise(setImmediate);
      written += lines.split("\n").length - 1;
    });
    await streamResponse(answer(), csv);
    await csv.flush();
    expect(written).toBe(100_002);
    expect(mostHeld).toBeLessThan(4_000);
  });

  it("is read no further when its reader fails, and the API learns it", async () => {
    let ended = false;
    async function* answer() {
      try {
        yield String.raw`{"ReturnedDataList":[{"Data":"{\"Columns\":[{\"ColumnName\":\"a\"}],\"Rows\":[[1],`;
        yield "[2]";
        throw new Error("Read too far");
      } finally {
        ended = true;
      }
    }
    const full = { table: () => {}, row: () => Promise.reject(new Error("The disk is full.")) };
    await expect(streamResponse(answer(), full)).rejects.toThrow("The disk is full.");
    expect(ended).toBe(true);
  });
});
