import { describe, expect, it } from "vitest";
import { AnswerUnreadable } from "../../../local/addin/answer-unreadable.ts";
import { readResponse } from "../../../local/addin/response.ts";
import { streamResponse } from "../../../local/addin/response-stream.ts";
import { collector, piecesOf } from "../../support/arriving.ts";

const column = (ColumnName: string) => ({ ColumnName });
const withTable = (table: unknown) => JSON.stringify({ ReturnedDataList: [{ Data: JSON.stringify(table) }] });

describe("a response document", () => {
  it("is read at both levels of JSON", () => {
    const text = JSON.stringify({
      UserMessage: "Hello.",
      ErrorMessage: "",
      RequestParameterList: [{ Name: "@A", OutputValue: "1", UserValidationMessage: null }],
      ReturnedDataList: [
        {
          Data: JSON.stringify({
            TableName: "T",
            Columns: [column("a"), column("b")],
            Rows: [
              ["é", null],
              [1.5, true],
            ],
          }),
        },
      ],
    });
    expect(readResponse(text)).toEqual({
      userMessage: "Hello.",
      errorMessage: "",
      tables: [
        {
          name: "T",
          columns: ["a", "b"],
          rows: [
            ["é", null],
            [1.5, true],
          ],
        },
      ],
      parameters: [{ name: "@A", outputValue: "1", validationMessage: null }],
      text,
    });
  });

  it("may leave out all but its tables or its error", () => {
    expect(readResponse('{"ErrorMessage":"No."}')).toMatchObject({ errorMessage: "No.", tables: [] });
    expect(readResponse('{"returnedDataList":[]}')).toMatchObject({ errorMessage: "", tables: [] });
  });

  it("may hold 300,000 rows", () => {
    const rows = Array.from({ length: 300_000 }, (_, at) => [String(at), "x"]);
    const [table] = readResponse(withTable({ Columns: [column("a"), column("b")], Rows: rows })).tables;
    expect(table?.rows.at(-1)).toEqual(["299999", "x"]);
  });

  it.each([
    ["<html>", 'is not a response document: it is not whole JSON, and begins with "<html>".'],
    ['{"ReturnedDataList":[{"Data":"{', "it is not whole JSON"],
    ["true", "is not a response document: it is no object."],
    ["[]", "it is no object"],
    ["{}", "it has neither ReturnedDataList nor ErrorMessage"],
    ['{"error":"No."}', "it has neither ReturnedDataList nor ErrorMessage"],
    ['{"ErrorMessage":7}', "has a ErrorMessage that is no text."],
    ['{"ReturnedDataList":{}}', "has a ReturnedDataList that is no list."],
    ['{"ReturnedDataList":[{}]}', "ReturnedDataList[0].Data is not whole JSON"],
    ['{"ReturnedDataList":[{"Data":"[]"}]}', "ReturnedDataList[0].Data is no object"],
    [
      withTable({ Columns: [{}], Rows: [] }),
      "has a column without a name: Columns[0] in ReturnedDataList[0].Data.",
    ],
    [
      withTable({ Columns: [column("a")], Rows: [["1"], ["1", "2"]] }),
      "has a row that is not a list of 1 values: Rows[1] in ReturnedDataList[0].Data.",
    ],
    [withTable({ Columns: [column("a")], Rows: ["1"] }), "Rows[0]"],
    [withTable({ Columns: [column("a")], Rows: [[{}]] }), "Rows[0]"],
    [withTable({ TableName: 7, Columns: [], Rows: [] }), "has a TableName that is no text."],
    [withTable({ Columns: [], Rows: {} }), "has a Rows that is no list."],
    ['{"ReturnedDataList":[{"Data":7}]}', "has a Data that is no text."],
    ['{"ReturnedDataList":[7]}', "ReturnedDataList[0] is no object"],
    ['{"ErrorMessage":""} more', "it is not whole JSON"],
  ])("is not %j, and the reason is said, also while it arrives", async (text, reason) => {
    expect(() => readResponse(text)).toThrow(AnswerUnreadable);
    expect(() => readResponse(text)).toThrow(reason);
    const streamed = streamResponse(piecesOf(text, 7), collector().sink);
    await expect(streamed).rejects.toThrow(AnswerUnreadable);
    await expect(streamed).rejects.toThrow(reason);
  });
});
