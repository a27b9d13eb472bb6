import { afterEach, describe, expect, it, vi } from "vitest";
import { ranges } from "../../../lambdas/data/request-record.ts";
import { withoutValues } from "../../../lambdas/data/without-values.ts";
import { log } from "../../../lambdas/log.ts";
import { ask, mary } from "../../support/data-function.ts";

afterEach(() => vi.restoreAllMocks());

/** The lines of a request, as they are given to the logger. */
async function logged(question: Parameters<typeof ask>[0], level: "info" | "warn" = "info") {
  const lines = vi.spyOn(log, level);
  await ask(question);
  return lines.mock.calls.map(([message, fields]) => ({ message, ...(fields as object) }));
}

const pull = (request: object = {}) =>
  JSON.stringify({ DataPortalName: "Aging", RequestParameterList: [], ...request });
const parameter = (Name: string, InputValue: string) => ({ Name, InputValue });
const range = "/api/v1/example/ReportRange";

describe("a request", () => {
  it("is one line: who, what, how much and how long", async () => {
    const lines = await logged({ path: range, body: pull() });
    expect(lines).toEqual([
      {
        message: "request",
        method: "POST",
        path: range,
        client: mary.clientId,
        user: mary.userId,
        subjectHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        portal: "Aging",
        status: 200,
        outcome: "answered",
        rows: 10,
        bytes: expect.any(Number),
        connectingMs: 0,
        databaseMs: 0,
        writingMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    ]);
  });

  it("says how long the gateway waited for the authorizer, where the gateway says it", async () => {
    const [line] = await logged({ path: range, body: pull(), authorizer: { integrationLatency: 31 } });
    expect(line).toMatchObject({ authorisationMs: 31 });
  });

  it("that is refused says why, without the person's values", async () => {
    const body = pull({ RequestParameterList: [parameter("@NumberOfRows", "Geheim7")] });
    const [line] = await logged({ path: range, body });
    expect(line).toMatchObject({ outcome: "refused", reason: "request-parameter", status: 200 });
    const { said } = line as unknown as { said: string };
    expect(said).toMatch(/^NumberOfRows: /);
    expect(said).not.toContain("Geheim7");
  });

  it("without a token is a line too", async () => {
    const [refused] = await logged({ path: range, body: pull(), user: null });
    expect(refused).toMatchObject({ outcome: "refused", reason: "status-401", status: 401 });
    expect(refused).toMatchObject({ client: undefined, user: undefined, subjectHash: undefined });
  });

  it("on no path is a line too", async () => {
    const [lost] = await logged({ path: "/nowhere", body: pull() });
    expect(lost).toMatchObject({ path: undefined, reason: "status-404", rows: 0 });
  });

  it("that fails half-way says how many rows went out", async () => {
    const RequestParameterList = [parameter("@NumberOfRows", "20"), parameter("@FailAtRow", "8")];
    const [line] = await logged({ path: range, body: pull({ RequestParameterList }) });
    expect(line).toMatchObject({ outcome: "refused", reason: "report", rows: 7 });
    expect(line).toMatchObject({ said: "The source failed at row #, as it was asked to." });
  });

  it("of a public path is as short as there is to say", async () => {
    const [line] = await logged({ method: "GET", path: "/version", user: null });
    expect(line).toMatchObject({ path: "/version", status: 200, outcome: "answered", rows: 0 });
  });
});

describe("a save", () => {
  it("is a second line: which rows of the sheet, and whether they count", async () => {
    const xml =
      '<XMLDataToSave><c Column="Row" OrigValue="Row"/><c Column="CustomerID" OrigValue="CustomerID"/>' +
      ["18", "19", "20", "25"]
        .map((row) => `<r><Row>${row}</Row><CustomerID>Geheim</CustomerID></r>`)
        .join("") +
      "</XMLDataToSave>";
    const lines = await logged({
      path: "/api/v1/example/ReportSave",
      body: pull({ RequestParameterList: [parameter("@Interject_XMLDataToSave", xml)] }),
    });
    expect(lines.map(({ message }) => message)).toEqual(["request", "save"]);
    expect(lines[1]).toMatchObject({
      user: mary.userId,
      loginName: mary.loginName,
      portal: "Aging",
      savedRows: 4,
      sheetRows: "18-20, 25",
      committed: "by the report",
    });
    expect(JSON.stringify(lines)).not.toContain("Geheim");
  });
});

describe("the rows of a save", () => {
  it.each([
    [[], ""],
    [["7"], "7"],
    [["1", "2", "3", "9", "8"], "1-3, 9, 8"],
    [["1", null, "Geheim", "2"], "1, ?, ?, 2"],
  ])("%j are %j", (cells, text) => expect(ranges(cells)).toBe(text));

  it("are cut where there are many", () => {
    const odd = Array.from({ length: 300 }, (_, at) => String(2 * at));
    expect(ranges(odd)).toMatch(/^0, 2, .*, 198 and more$/);
  });
});

describe("a sentence without values", () => {
  it.each([
    ['There is no customer ANC489 in "Norway".', ["ANC489"], "There is no customer … in …."],
    ["Year: 1899 is before 1900.", [], "Year: # is before #."],
    ["Anna Lund owes 12.50.", ["Anna", "Anna Lund"], "… owes #."],
    ["A b c", ["b", " "], "A b c"],
  ])("%s", (sentence, values, text) => expect(withoutValues(sentence, values)).toBe(text));
});
