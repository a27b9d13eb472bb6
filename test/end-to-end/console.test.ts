import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { browserFile, startBrowser, type TestConsole, testConsole } from "../support/console.ts";
import { root } from "../support/imports.ts";

if (browserFile === null && process.env["CI"])
  throw new Error("CI needs Chromium, or CHROMIUM that names it.");

/** Colour schemes, and widths in pixels. */
const looks = [
  ["light", 1400],
  ["dark", 1400],
  ["light", 400],
] as const;

/** What axe finds in Swagger UI's own elements, which this project does not make. */
const ofSwaggerUi: ReadonlySet<string> = new Set([
  "color-contrast",
  "heading-order",
  "label",
  "nested-interactive",
  "region",
  "scrollable-region-focusable",
  "select-name",
]);

describe.skipIf(browserFile === null)("the console in a browser (skipped where there is no Chromium)", () => {
  let served: TestConsole;
  let browser: Browser;
  let page: Page;
  /** What the browser complains of: errors of the page, and what its policy kept from loading. */
  let complaints: string[];

  beforeAll(async () => {
    [served, browser] = await Promise.all([testConsole(), startBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
    // Shorter than a test's, so that a failure names the step.
    page.setDefaultTimeout(10_000);
    complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // The browser itself reports each answer that refuses.
      const isRefusal = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isRefusal) complaints.push(message.text());
    });
    await page.goto(served.url);
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const choose = (name: string) =>
    page.getByRole("navigation").getByRole("button", { name, exact: false }).first().click();
  const pull = () => page.getByRole("button", { name: "Pull", exact: true }).click();
  const received = (rows: string) => page.getByText(`Received ${rows} rows`).waitFor();
  /** The cell of a row, which counts from 0, and a column, which counts from 0. */
  const cell = (row: number, column: number) => page.locator(`[row-index="${row}"] [col-id="${column}"]`);
  const inspect = async (name: string) => {
    await page.getByRole("tab", { name }).click();
    return page.getByRole("tabpanel");
  };

  /** What axe finds wrong with the page as it is, with the first place of each. */
  const findings = async () => {
    await page.evaluate(axe.source);
    const found = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
    return found.map(({ id, nodes }) => [id, nodes[0]?.html]);
  };

  it("pulls a report into the sheet, and shows what was sent and answered", async () => {
    await choose("ReportRange");
    await pull();
    await received("10");
    expect(await cell(0, 1).innerText()).toBe("3330");
    expect(await (await inspect("Request")).innerText()).toContain('"@Interject_RequestContext"');
    expect(await (await inspect("Context")).innerText()).toContain("<LoginName>mary@example.com");
    expect(await (await inspect("Answer")).innerText()).toMatch(/^200\n[\s\S]*"ReturnedDataList"/);
    expect(await (await inspect("Timing")).innerText()).toMatch(/Rows\s+10/);
    await (await inspect("Token")).getByText("Accepted.").waitFor();
  });

  it("asks a status endpoint", async () => {
    await choose("GET /api/v1/status/options");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await received("0");
    expect(await (await inspect("Answer")).innerText()).toContain('"Version": ');
  });

  it("calls a routine of a connection with a form of its parameters", async () => {
    await choose("reports.customer_aging");
    await page.getByLabel("company_name").fill("Anchor Bikes");
    await pull();
    await page.getByText(/Received \d+ rows/).waitFor();
    expect(await cell(0, 1).innerText()).toMatch(/^Anchor /);
  });

  it("holds 200,000 rows, and goes to the last by key", async () => {
    await choose("ReportRange");
    await page.getByLabel("NumberOfRows").fill("200000");
    await pull();
    await received("200,000");
    await cell(0, 0).click();
    await page.keyboard.press("Control+End");
    await page.getByRole("gridcell", { name: "333199999" }).waitFor();
    expect(await page.locator(".ag-row").count()).toBeLessThan(200);
  });

  it("cancels a pull, and keeps the rows that have come", async () => {
    await choose("ReportRange");
    await page.getByLabel("NumberOfRows").fill("10000000");
    await pull();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("alert").getByText("Cancelled.").waitFor();
    const said = await page.getByText(/Received [\d,]+ rows/).innerText();
    expect(Number(said.match(/[\d,]+/)?.[0].replaceAll(",", ""))).toBeLessThan(10_000_000);
  });

  it("shows a report's failure below the rows that came before it", async () => {
    await choose("ReportRange");
    await page.getByLabel("FailAtRow").fill("4");
    await pull();
    await page.getByRole("alert").getByText("The source failed at row 4, as it was asked to.").waitFor();
    await received("3");
  });

  it("shows what is wrong with a parameter beside it", async () => {
    await choose("ReportRange");
    const field = page.getByLabel("NumberOfRows");
    await field.fill("many");
    await pull();
    await page.locator("#parameter-NumberOfRows-hint.error").waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("#parameter-NumberOfRows-hint").innerText()).toMatch(
      /^This must be a whole number/,
    );
  });

  it("renews a token that has ended, and asks again", async () => {
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByLabel("Lifetime, seconds").fill("1");
    await choose("ReportRange");
    await pull();
    await received("10");
    // The settings let the clocks differ by five seconds.
    await page.waitForTimeout(7_000);
    await pull();
    await page.getByText("a new one was taken, as the Addin does at 401").waitFor();
    await received("10");
  });

  it("shows the refusal of a token with a fault, and why", async () => {
    await page.getByRole("combobox", { name: "Token" }).selectOption("tampered");
    await choose("ReportRange");
    await pull();
    await page
      .getByRole("alert")
      .getByText(/^401: /)
      .waitFor();
    await (await inspect("Token")).getByText("Refused: ").waitFor();
  });

  it("shows each client its own rows alone", async () => {
    await choose("CustomerAging");
    await pull();
    await received("450");
    await page.getByLabel("Who asks").selectOption({ label: "sam@example.com of other-client" });
    await pull();
    await received("50");
  });

  it("saves edited cells, and shows beside each row what became of it", async () => {
    await choose("SaveCreditLimits");
    const type = async (row: number, column: number, text: string) => {
      await cell(row, column).click();
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
    };
    await type(0, 0, "ANC489");
    await type(0, 1, "1200");
    await type(1, 0, "NOBODY");
    await type(1, 1, "5");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("gridcell", { name: "There is no customer NOBODY." }).waitFor();
    await cell(1, 0).click();
    await page.keyboard.type("ANC339");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator('[row-index="1"] [col-id="2"]').getByText("Saved").waitFor();
  });

  it("opens a workbook, pulls where its formulas say, and saves", async () => {
    const workbook = join(root, "docs/example-workbook.xlsx");
    await page.getByLabel("Open a workbook, or drop it here").setInputFiles(workbook);
    await page.getByRole("button", { name: "Pull C8" }).click();
    await page.getByRole("status").getByText("3 rows.").waitFor();
    await page.getByRole("gridcell", { name: "9804.34" }).first().waitFor();
    expect(await (await inspect("Context")).innerText()).toContain("<FileName>example-workbook.xlsx");
    await page.getByRole("button", { name: "ReportSave", exact: true }).click();
    await page.getByRole("button", { name: /^Save [A-Z]+\d+$/ }).click();
    await page
      .getByRole("status")
      .getByText(/^\d+ rows\./)
      .waitFor();
    const [copy] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save a copy" }).click(),
    ]);
    expect(copy.suggestedFilename()).toBe("example-workbook (pulled).xlsx");
  });

  it("takes a workbook that is dropped, and says when it is none", async () => {
    const drop = (name: string, base64: string) =>
      page.evaluate(
        `{
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob("${base64}"), (c) => c.charCodeAt(0))], "${name}"));
          document.querySelector("main").dispatchEvent(
            new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        }`,
      );
    await page.getByRole("main").waitFor();
    await drop("notes.xlsx", btoa("no workbook"));
    await page
      .getByRole("alert")
      .getByText(/^notes\.xlsx is no Excel file/)
      .waitFor();
    const file = readFileSync(join(root, "docs/example-workbook.xlsx"));
    await drop("example.xlsx", file.toString("base64"));
    await page.getByRole("heading", { name: "example.xlsx" }).waitFor();
  });

  it("gives the call away as a command that works elsewhere", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: served.url });
    await choose("ReportRange");
    await pull();
    await received("10");
    await page.getByRole("button", { name: "Copy as test" }).click();
    await page.getByText("Copy as test: done.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain("await pull(reportRange, {})");
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await page.getByText("Copy as curl: done.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(/^curl -X POST 'http:\/\/127/);
    await page.getByRole("button", { name: "Copy as portal set-up" }).click();
    await page.getByText("Copy as portal set-up: done.").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(
      /^Data Portal Code {4}DataApi_Range\nConnection/,
    );
  });

  it("works by key alone", async () => {
    await page.getByRole("searchbox", { name: "Find" }).focus();
    await page.keyboard.type("ReportLookup");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("market");
    await page.keyboard.press("Enter");
    await received("1");
    await cell(0, 0).click();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.closest('.grid')")).toBeNull();
  });

  it("gives nothing to a page of another origin", async () => {
    const other = createServer((_, response) => {
      response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Elsewhere</title>");
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    try {
      const elsewhere = await browser.newPage();
      await elsewhere.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
      const tried = await elsewhere.evaluate(`Promise.all([
        ...["/about", "/token", "/portal", "/call/api/v1/status"].flatMap((path) =>
          ["cors", "no-cors"].map((mode) =>
            fetch("${served.url}" + path, { method: "POST", mode, body: "{}" })
              .then((answer) => answer.text(), () => "nothing"),
          ),
        ),
        ...["/", "/openapi.json"].map((path) =>
          fetch("${served.url}" + path, { mode: "no-cors" }).then((answer) => answer.text(), () => "nothing"),
        ),
        new Promise((resolve) => {
          const script = document.createElement("script");
          script.src = "${served.url}/page.js";
          script.onload = () => resolve("the script");
          script.onerror = () => resolve("nothing");
          document.head.append(script);
        }),
      ])`);
      // What "no-cors" reads of an answer is always empty.
      expect(new Set(tried as string[])).toEqual(new Set(["nothing", ""]));
      await elsewhere.close();
    } finally {
      other.close();
    }
  });

  it.each(looks)("has no finding of axe in %s, %d pixels wide", async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 850 });
    await choose("ReportRange");
    await page.getByLabel("NumberOfRows").fill("many");
    await pull();
    await page.locator(".error").first().waitFor();
    await choose("CustomerAging");
    await pull();
    await received("450");
    await page.getByRole("gridcell", { name: "ANC489" }).waitFor();
    expect(await findings()).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  });

  it.each(looks)("has none with a workbook open in %s, %d pixels wide", async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 850 });
    const workbook = join(root, "docs/example-workbook.xlsx");
    await page.getByLabel("Open a workbook, or drop it here").setInputFiles(workbook);
    await page.getByRole("button", { name: "Pull C8" }).click();
    await page.getByRole("status").getByText("3 rows.").waitFor();
    expect(await findings()).toEqual([]);
  });

  it.each(["light", "dark"] as const)(
    "shows the API's description in %s, and sends its examples",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.getByRole("link", { name: "Description" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("/api/v1/example/ReportLookup", { exact: true }).click();
      const operation = page.locator(".opblock.is-open");
      await operation.getByText("RequestParameterList").first().waitFor();
      await operation.getByRole("button", { name: "Try it out" }).click();
      await operation.getByRole("button", { name: "Execute" }).click();
      await operation.locator(".live-responses-table").getByText("200", { exact: true }).waitFor();
      await operation.getByText("ReturnedDataList").first().waitFor();
      expect(asked.some((url) => url.startsWith(`${served.url}/call/`))).toBe(true);
      expect(asked.filter((url) => !url.startsWith(served.url) && !/^(data|blob):/.test(url))).toEqual([]);
      const ids = (await findings()).map(([id]) => String(id));
      expect(ids.filter((id) => !ofSwaggerUi.has(id))).toEqual([]);
    },
  );
});
