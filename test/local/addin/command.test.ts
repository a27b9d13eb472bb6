import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addinCommand } from "../../../local/addin/command/addin-command.ts";

let close = async () => {};
afterEach(() => close());

/** An API that answers every request with `answer` and keeps what it was sent. */
async function api(answer: (response: ServerResponse) => void) {
  const requests: { readonly message: IncomingMessage; readonly body: string }[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    requests.push({ message, body: Buffer.concat(chunks).toString("utf8") });
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const document = (more: object) =>
  JSON.stringify({
    UserMessage: "",
    ErrorMessage: "",
    RequestParameterList: [],
    ReturnedDataList: [],
    SupplementalData: {},
    ...more,
  });
const table = (columns: string[], rows: unknown[][]) => ({
  Data: JSON.stringify({
    TableName: "Table",
    Columns: columns.map((ColumnName) => ({ ColumnName })),
    Rows: rows,
  }),
});
const run = (url: string, ...more: string[]) => command(...more, "--url", url, "--token", "t");

/** Runs the command, and keeps its output. */
async function command(...words: string[]) {
  let output = "";
  const result = await addinCommand(words, {}, async (text) => {
    output += text;
  });
  return { ...result, output };
}

describe("npm run addin", () => {
  it("posts to the path with the token, as Excel does", async () => {
    const { url, requests } = await api((response) => response.end(document({})));
    await run(url, "pull", "/some/Report", "--param", "Name=a=b");
    const [request] = requests;
    expect(request?.message).toMatchObject({
      method: "POST",
      url: "/some/Report",
      headers: { authorization: "Bearer t" },
    });
    const { RequestParameterList } = JSON.parse(request?.body ?? "") as {
      RequestParameterList: { Name: string; InputValue: string }[];
    };
    expect(RequestParameterList[0]).toMatchObject({ Name: "@Name", InputValue: "a=b" });
    const context = RequestParameterList.find(({ Name }) => Name === "@Interject_RequestContext")?.InputValue;
    expect(context).toMatch(/^<\?xml version="1.0" encoding="utf-16" standalone="yes"\?><RequestContext>/);
  });

  it("prints fifty rows of a table to a terminal, and all of them where it is asked to", async () => {
    const rows = Array.from({ length: 1200 }, (_, at) => [at]);
    const { url } = await api((response) =>
      response.end(document({ ReturnedDataList: [table(["n"], rows)] })),
    );
    const printed = async (isTerminal: boolean, ...more: string[]) => {
      let output = "";
      const write = async (text: string) => {
        output += text;
      };
      const words = ["pull", "/r", "--url", url, "--token", "t", ...more];
      await addinCommand(words, {}, write, isTerminal);
      return output.trimEnd().split("\n");
    };
    const few = await printed(true);
    expect(few).toHaveLength(53);
    expect(few.at(-1)).toBe("(50 of 1,200 rows; --all prints all of them)");
    for (const all of [await printed(true, "--all"), await printed(false)]) {
      expect(all).toHaveLength(1203);
      expect(all.at(-1)).toBe("(1,200 rows)");
    }
  });

  it("prints tables aligned, numbers to the right", async () => {
    const { url } = await api((response) =>
      response.end(
        document({
          ReturnedDataList: [
            table(
              ["name", "n"],
              [
                ["a", 1],
                ["long", null],
                ["b", "22.5"],
              ],
            ),
          ],
        }),
      ),
    );
    expect(await run(url, "pull", "x")).toEqual({
      aside: "",
      output: ["name  n", "----  ----", "a        1", "long", "b     22.5", "(3 rows)", ""].join("\n"),
      failed: false,
    });
  });

  it("reads camelCase as well, which the .NET API answers", async () => {
    const { Data } = table(["a"], [["1"]]);
    const { url } = await api((response) =>
      response.end(JSON.stringify({ userMessage: "hello", returnedDataList: [{ data: Data }] })),
    );
    const { output } = await run(url, "pull", "x");
    expect(output).toContain("(1 row)");
    expect(output).toContain("Message: hello");
  });

  it("fails with the report, and shows what is said of parameters", async () => {
    const RequestParameterList = [
      { Name: "@Year", OutputValue: null, UserValidationMessage: "Enter a year." },
    ];
    const { url } = await api((response) =>
      response.end(document({ ErrorMessage: "Wrong.", RequestParameterList })),
    );
    expect(await run(url, "pull", "x")).toEqual({
      aside: "",
      output: "@Year: Enter a year.\nError: Wrong.\n",
      failed: true,
    });
  });

  it("saves a CSV file as the sheet's table", async () => {
    const folder = mkdtempSync(join(tmpdir(), "addin-test-"));
    const file = join(folder, "table.csv");
    writeFileSync(file, '\uFEFFId,Unit Price,30Days\nA,"1,5",x & y\nB,,\n');
    const { url, requests } = await api((response) => response.end(document({})));
    await run(url, "save", "x", "--csv", file);
    rmSync(folder, { recursive: true });
    const { RequestParameterList } = JSON.parse(requests[0]?.body ?? "") as {
      RequestParameterList: { Name: string; InputValue: string }[];
    };
    expect(RequestParameterList.find(({ Name }) => Name === "@Interject_XMLDataToSave")?.InputValue).toBe(
      '<XMLDataToSave><c Column="Row" OrigValue="Row"/><c Column="Id" OrigValue="Id"/>' +
        '<c Column="Unit Price" OrigValue="Unit Price"/><c Column="30Days" OrigValue="30Days"/>' +
        "<r><Row>18</Row><Id>A</Id><Unit_x0020_Price>1,5</Unit_x0020_Price><_x0033_0Days>x &amp; y</_x0033_0Days></r>" +
        "<r><Row>19</Row><Id>B</Id><Unit_x0020_Price/><_x0033_0Days/></r></XMLDataToSave>",
    );
  });

  it.each([
    [
      "a status with a sentence",
      (response: ServerResponse) => response.writeHead(401).end('{"error":"Sign in."}'),
      "401: Sign in.",
    ],
    [
      "something else than a document",
      (response: ServerResponse) => response.end("<html>"),
      "is not a response document",
    ],
    [
      "a cut transfer",
      (response: ServerResponse) =>
        response.writeHead(200, { "Content-Length": 100 }).write("{", () => response.destroy()),
      "The transfer broke off after 1 bytes.",
    ],
  ])("says in a sentence that it got %s", async (_, answer, sentence) => {
    const { url } = await api(answer);
    await expect(run(url, "pull", "x")).rejects.toThrow(sentence);
  });

  it("says that nothing answers", async () => {
    const { url } = await api(() => {});
    await close();
    await expect(run(url, "pull", "x")).rejects.toThrow("Is npm start running?");
  });

  it.each([
    [
      ["push", "x"],
      "Say pull PATH, save PATH --csv FILE, or workbook FILE.xlsx, not push. --help lists the options.",
    ],
    [["pull"], "pull needs a path, such as /api/v1/example/ReportRange."],
    [["pull", "x", "y"], "y is one word too many: pull takes one path."],
    [["pull", "x", "--csv", "f"], "f is one word too many: pull takes one path."],
    [["pull", "x", "--csv", "--json"], "Say --csv or --json, not both."],
    [["save", "x"], "save needs the table: --csv FILE."],
    [["pull", "x", "--param", "Year"], "--param takes Name=Value, not Year."],
    [["pull", "x", "--row", "a=1,b"], "--row takes Name=Value, not b."],
    [
      ["pull", "x", "--url", "localhost:3000"],
      "--url must be an address such as https://api.example.com, not localhost:3000.",
    ],
    [["pull", "x", "--token", "a b"], "--token must be one token, without spaces or line breaks."],
    [["pull", "x", "--colour"], "There is no option --colour. --help lists the options."],
    [["save", "x", "--csv", "no-such-file.csv"], "There is no file no-such-file.csv."],
    [["workbook"], "workbook needs a file, such as docs/example-workbook.xlsx."],
    [["workbook", "no-such-file.xlsx"], "There is no file no-such-file.xlsx."],
    [
      ["workbook", "package.json"],
      "package.json is no Excel file: it must be an .xlsx or .xlsm without a password.",
    ],
    [
      ["workbook", "docs/example-workbook.xlsx", "--save", "ReportSave!B8"],
      "--save must name the cell of a ReportSave, not ReportSave!B8. There are ReportSave!C8, SQL!C9.",
    ],
    [
      ["workbook", "docs/example-workbook.xlsx", "--out", "docs/../docs/example-workbook.xlsx"],
      "--out must be another file: the workbook stays as it is.",
    ],
    [
      ["workbook", "docs/example-workbook.xlsx", "--out", "x.xlsx"],
      "--out needs --pull or --save: there is nothing to write.",
    ],
  ])("says in one sentence what is wrong with %j", async (words, sentence) => {
    await expect(command(...words)).rejects.toThrow(new Error(sentence));
  });

  it("lists its options on request", async () => {
    const { output, failed } = await command("pull", "--help");
    expect(failed).toBe(false);
    expect(output).toContain("--param Name=Value");
  });

  it("prints the document as it came", async () => {
    const text = document({ ErrorMessage: "Wrong." });
    const { url } = await api((response) => response.end(text));
    expect(await run(url, "pull", "x", "--json")).toEqual({ output: `${text}\n`, aside: "", failed: true });
  });

  it("prints a table as CSV that reads back the same, with the messages apart", async () => {
    const rows = [
      ["a,b", 'say "x"', "two\nlines"],
      [" 007", "", "12.50"],
    ];
    const { url } = await api((response) =>
      response.end(document({ UserMessage: "Hello.", ReturnedDataList: [table(["A", "B", "C"], rows)] })),
    );
    const { output, aside } = await run(url, "pull", "x", "--csv");
    expect(parse(output)).toEqual([["A", "B", "C"], ...rows]);
    expect(aside).toBe("Message: Hello.\n");
  });

  it("keeps a row of one empty cell a row in CSV", async () => {
    const { url } = await api((response) =>
      response.end(document({ ReturnedDataList: [table(["A"], [[null], ["x"]])] })),
    );
    expect((await run(url, "pull", "x", "--csv")).output).toBe('A\n""\nx\n');
  });

  it("aligns what is wider than its characters, and shows what a terminal would obey", async () => {
    const { url } = await api((response) =>
      response.end(
        document({
          ReturnedDataList: [
            table(
              ["a", "b"],
              [
                ["日本", "1"],
                ["e\u0301", "2"],
                ["\u001b[2J\n", "3"],
              ],
            ),
          ],
        }),
      ),
    );
    expect((await run(url, "pull", "x")).output.split("\n")).toEqual([
      "a            b",
      "-----------  -",
      "日本         1",
      "e\u0301            2",
      "\\u001b[2J\\n  3",
      "(3 rows)",
      "",
    ]);
  });

  it("names the tables where there are several", async () => {
    const other = { Data: JSON.stringify({ TableName: "Table2", Columns: [], Rows: [] }) };
    const { url } = await api((response) =>
      response.end(document({ ReturnedDataList: [table(["a"], []), other] })),
    );
    expect((await run(url, "pull", "x")).output).toBe("Table\na\n-\n(0 rows)\n\nTable2\n\n\n(0 rows)\n");
  });

  it("shows output values, and the message beside them", async () => {
    const RequestParameterList = [{ Name: "@Total", OutputValue: "7", UserValidationMessage: "" }];
    const { url } = await api((response) =>
      response.end(document({ UserMessage: "Hello.", RequestParameterList })),
    );
    expect(await run(url, "pull", "x")).toEqual({
      output: "@Total = 7\nMessage: Hello.\n",
      aside: "",
      failed: false,
    });
  });

  describe("saving", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "addin-test-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const fileOf = (content: string | Uint8Array) => {
      const file = join(folder, "table.csv");
      writeFileSync(file, content);
      return file;
    };

    it("says which rows of the sheet got no result", async () => {
      const { url } = await api((response) =>
        response.end(
          document({
            ReturnedDataList: [
              table(
                ["Row", "Status"],
                [
                  ["18", "Updated!"],
                  ["99", "Updated!"],
                ],
              ),
            ],
          }),
        ),
      );
      const { output } = await run(url, "save", "x", "--csv", fileOf("Id\nA\nB\n"));
      expect(output).toContain(" 18  Updated!");
      expect(output).toContain("Nothing came back for the sheet's row 19.\n");
      expect(output).toContain("These came back and were not sent: row 99.\n");
    });

    it("says that results cannot be matched without a column Row", async () => {
      const { url } = await api((response) => response.end(document({})));
      const { output } = await run(url, "save", "x", "--csv", fileOf("Id\nA\n"));
      expect(output).toContain("No returned table has a column Row");
    });

    it("leaves that out when the save failed", async () => {
      const { url } = await api((response) => response.end(document({ ErrorMessage: "No." })));
      expect((await run(url, "save", "x", "--csv", fileOf("Id\nA\n"))).output).toBe("Error: No.\n");
    });

    it.each([
      ["", "is empty: its first line must name the columns."],
      ["A,,C\n1,2,3\n", "has no name for its column 2."],
      ["A,B\n1\n", "on line 2"],
      ['A\n"open', "is not a CSV file: Quote Not Closed"],
      [Uint8Array.of(0x41, 0x0a, 0xe9), 'is not in UTF-8: save it from Excel as "CSV UTF-8".'],
    ])("says what is wrong with the file %j", async (content, sentence) => {
      await expect(command("save", "x", "--csv", fileOf(content))).rejects.toThrow(sentence);
    });
  });
});
