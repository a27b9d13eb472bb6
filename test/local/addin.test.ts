import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { encodeName } from "../../local/addin/xml.ts";
import { addinCommand } from "../../local/addin-command.ts";

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
const run = (url: string, ...more: string[]) => addinCommand([...more, "--url", url, "--token", "t"], {});

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
      "No answer of",
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
    [["push", "x"], "Say pull PATH"],
    [["pull", "x", "--csv", "f"], "save takes --csv FILE, and pull does not."],
    [["save", "x"], "save takes --csv FILE"],
    [["pull", "x", "--param", "Year"], "Write Name=Value, not Year."],
  ])("says what is wrong with %j", async (words, sentence) => {
    await expect(addinCommand(words, {})).rejects.toThrow(sentence);
  });
});

describe("a column's element name", () => {
  it.each([
    ["Notes", "Notes"],
    ["30Days", "_x0033_0Days"],
    ["Unit Price", "Unit_x0020_Price"],
    ["[Clear]", "_x005B_Clear_x005D_"],
    ["_x0020_", "_x005F_x0020_"],
    ["😀", "_x0001F600_"],
  ])("of %s is %s", (name, element) => {
    expect(encodeName(name)).toBe(element);
  });
});
