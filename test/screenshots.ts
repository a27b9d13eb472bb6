import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { startBrowser, testConsole } from "./support/console.ts";
import { root } from "./support/imports.ts";

/**
 * `npm run screenshots`: makes the pictures in `docs/pictures/` anew, of the console with the demo data. They
 * differ from one run to the next in ids and times.
 */
const folder = join(root, "docs", "pictures");
mkdirSync(folder, { recursive: true });
const served = await testConsole();
const browser = await startBrowser();
try {
  await picture("console-pull.png", "light", async (page) => {
    await choose(page, "CustomerAging");
    await page.getByRole("button", { name: "Pull", exact: true }).click();
    await page.getByRole("gridcell", { name: "ANC489" }).waitFor();
    await page.getByRole("tab", { name: "Timing" }).click();
  });
  await picture("console-save.png", "dark", async (page) => {
    await choose(page, "SaveCreditLimits");
    for (const [row, column, text] of [
      [0, 0, "ANC489"],
      [0, 1, "1200"],
      [1, 0, "NOBODY"],
      [1, 1, "much"],
    ] as const) {
      await page.locator(`[row-index="${row}"] [col-id="${column}"]`).click();
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
    }
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("gridcell", { name: "Not saved, because other rows are wrong." }).waitFor();
    await page.getByRole("tab", { name: "Token" }).click();
    await page.getByRole("tabpanel").getByText("Accepted.").waitFor();
  });
} finally {
  await browser.close();
  await served.close();
}

async function picture(
  name: string,
  colorScheme: "light" | "dark",
  arrange: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1260, height: 700 }, colorScheme });
  await page.goto(served.url);
  await arrange(page);
  // The columns are made as wide as their cells a moment after these are drawn.
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(folder, name) });
  await page.close();
}

async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation").getByRole("button", { name }).first().click();
}
