import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { tokenReport } from "../../lib/explain-token.ts";
import { startConsole } from "../../local/console/console.ts";
import { logLines } from "../../local/console/log-lines.ts";
import { demoConnection } from "../../local/demo/connection.ts";
import { startDatabase } from "../../local/demo/start-database.ts";
import { parseProbed } from "../../local/doctor/report.ts";
import { startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { startLocal } from "../../local/start.ts";
import { root } from "./imports.ts";
import { exampleSettings } from "./settings.ts";

/** The console of an API with the demo data, as `npm start` has it. */
export interface TestConsole {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function testConsole(): Promise<TestConsole> {
  const running = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  running.defer(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
    running.defer(issuer.close);
    const database = await startDatabase({ folder: join(folder, "database"), port: 0, log: () => {} });
    running.defer(database.close);
    const settings = { ...settingsFor(issuer), ...exampleSettings };
    const connections = [demoConnection(database.url)];
    const log = logLines();
    const api = await startLocal({
      host: "127.0.0.1",
      port: 0,
      concurrency: 2,
      settings,
      connections,
      log: log.add,
    });
    running.defer(api.close);
    const page = await startConsole({
      port: 0,
      apiUrl: api.baseUrl,
      issuer,
      routes: async () => readFileSync(join((await api.deployment()).folder, "routes.json"), "utf8"),
      probe: async () => parseProbed(await api.probe()),
      explain: async (token) => (await tokenReport(root, { ...process.env, ...settings }, token)).output,
      log,
    });
    running.defer(page.close);
    return { url: page.url, close: () => running.disposeAsync() };
  } catch (error) {
    await running.disposeAsync();
    throw error;
  }
}

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * A browser of this machine: the one that `CHROMIUM` names, or one in a usual place; null without any.
 */
export const browserFile: string | null =
  process.env["CHROMIUM"] || (usualPlaces.find((place) => existsSync(place)) ?? null);

/** @throws Error where the machine has no browser */
export function startBrowser(): Promise<Browser> {
  if (browserFile === null) throw new Error("There is no Chromium on this machine: set CHROMIUM.");
  return chromium.launch({ executablePath: browserFile });
}
