/**
 * Pulls and saves for minutes on real databases while the key set, the databases and the functions fail by
 * schedule, and holds every answer and every stored line against what they should be:
 * `npm run soak -- [--minutes 20]`, with `TEST_POSTGRES_URL` and `TEST_MARIADB_URL`. All traffic stays on
 * this machine. It exits with 1 where anything is wrong.
 */
import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { startLocal } from "../../local/start.ts";
import { keySetDoor, schedule } from "./faults.ts";
import { mariaDbLedger, postgresLedger } from "./ledger.ts";
import { isRefused, pullOnce, refusedGoodTokens, saveOnce } from "./requests.ts";
import { resourcesOver } from "./resources.ts";
import { type LedgerErrors, ledgerErrors, newTally, type SentSave, type Tally } from "./tally.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "20" } } });
const minutes = Math.min(60, Number(values.minutes));
const postgresUrl = process.env["TEST_POSTGRES_URL"];
const mariaDbUrl = process.env["TEST_MARIADB_URL"];
if (!postgresUrl || !mariaDbUrl || !(minutes > 0)) {
  console.error("Name both servers in TEST_POSTGRES_URL and TEST_MARIADB_URL, and minutes above 0.");
  process.exit(2);
}

let unhandled = 0;
process.on("unhandledRejection", (error) => {
  unhandled++;
  console.error(error);
});

const running = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), "soak-"));
running.defer(() => rmSync(folder, { recursive: true, force: true }));
const issuer = await startIssuer({ host: "127.0.0.1", port: 0, keysFolder: folder });
running.defer(issuer.close);
const door = await keySetDoor(issuer.jwksUri);
running.defer(door.close);
const ledgers = [await postgresLedger(postgresUrl), await mariaDbLedger(mariaDbUrl)];
for (const ledger of ledgers) running.defer(ledger.close);

/** Lines of the functions that tell of an error which nobody caught. */
let uncaught = 0;
const api = await startLocal({
  host: "127.0.0.1",
  port: 0,
  concurrency: 4,
  settings: {
    ...settingsFor(issuer),
    INTERJECT_JWKS_URI: door.url,
    // Every request asks the authorizer, and the key set is fetched as often as a setting allows.
    INTERJECT_AUTHORIZER_CACHE_SECONDS: "0",
    INTERJECT_KEY_SET_LIFETIME_SECONDS: "60",
    INTERJECT_DATA_TIMEOUT_SECONDS: "30",
    INTERJECT_LOG_LEVEL: "WARN",
  },
  connections: ledgers.map(({ connection }) => connection),
  log: (line) => {
    if (/unhandled|uncaught/i.test(line)) {
      uncaught++;
      console.error(line);
    }
  },
});
running.defer(api.close);

function crash(): void {
  const processes = Object.values(api.stats()).flatMap(({ pids }) => pids);
  const one = processes[randomInt(Math.max(1, processes.length))];
  if (one !== undefined) process.kill(one, "SIGKILL");
}

const end = Date.now() + minutes * 60_000;
const tallies = new Map(ledgers.map((ledger) => [ledger, newTally()]));
const sent = new Map(ledgers.map((ledger) => [ledger, [] as SentSave[]]));
const tokens = { expired: 0, refused: 0 };
const portal = (lifetimeSeconds = 3600) => ({
  url: api.baseUrl,
  token: issuer.token({ lifetimeSeconds }),
});
const resources = resourcesOver(end - Date.now(), () => api.stats());

async function work(worker: number): Promise<void> {
  for (let at = 0; Date.now() < end; at++) {
    const ledger = ledgers[randomInt(ledgers.length)];
    const tally = ledger === undefined ? undefined : tallies.get(ledger);
    if (ledger === undefined || tally === undefined) continue;
    const dice = randomInt(20);
    if (dice === 0) {
      tokens.expired++;
      if (await isRefused(portal(-60))) tokens.refused++;
    } else if (dice < 12) await pullOnce(portal(), ledger, tally);
    else sent.get(ledger)?.push(await saveOnce(portal(), ledger, tally, `save ${worker}-${at}`));
    await sleep(randomInt(50, 250));
  }
}

let faults = 0;
async function fail(): Promise<void> {
  const planned = schedule(ledgers, door, crash);
  for (let at = 0; ; at++) {
    const fault = planned[at % planned.length];
    if (fault === undefined || Date.now() + 15_000 > end) return;
    for (let times = fault.times; times > 0; times--) {
      await fault.begin();
      faults++;
      await sleep(randomInt(300, 6_000 / fault.times + 2_000));
      fault.end();
    }
    await sleep(randomInt(500, 3_000));
  }
}

console.error(`Soaking for ${minutes} minutes…`);
await Promise.all([fail(), ...Array.from({ length: 6 }, (_, worker) => work(worker))]);
const used = resources.end();
const wrong = new Map<string, LedgerErrors>();
for (const ledger of ledgers) {
  await ledger.endConnections();
  wrong.set(ledger.title, ledgerErrors(sent.get(ledger) ?? [], await ledger.stored()));
}
const crashes = Object.values(api.stats()).reduce((sum, { processes }) => sum + processes, 0);
await running.disposeAsync();
report();

function report(): void {
  const table = (rows: readonly (readonly (string | number)[])[]) =>
    rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
  const of = (pick: (tally: Tally) => number) => [...tallies.values()].map(pick);
  const errors = (pick: (of: LedgerErrors) => number) => [...wrong.values()].map(pick);
  const lines = [
    ["", ...ledgers.map(({ title }) => title)],
    ["---", ...ledgers.map(() => "---:")],
    ["Pulls", ...of(({ pulls }) => pulls)],
    ["– whole, every cell right", ...of(({ pullsWhole }) => pullsWhole)],
    ["– told as failed", ...of(({ pullsTold }) => pullsTold)],
    ["– **wrong or silently short**", ...of(({ pullsWrong }) => pullsWrong)],
    ["Saves", ...of(({ saves }) => saves)],
    ["– told as saved", ...of(({ savesDone }) => savesDone)],
    ["– told as not saved", ...of(({ savesUndone }) => savesUndone)],
    ["– told as unknown, or cut off", ...of(({ savesUnknown }) => savesUnknown)],
    ["– **told as saved, and lost**", ...errors(({ lost }) => lost)],
    ["– **stored twice**", ...errors(({ doubled }) => doubled)],
    ["– **stored in part**", ...errors(({ partial }) => partial)],
    ["– **told as not saved, and stored**", ...errors(({ denied }) => denied)],
  ];
  console.log(`${minutes} minutes, ${faults} faults, ${crashes} function processes\n\n${table(lines)}\n`);
  console.log(
    table([
      ["", "first quarter", "last quarter"],
      ["---", "---:", "---:"],
      ...used.map(({ title, first, last }) => [title, first, last]),
    ]),
  );
  console.log(
    `\n${tokens.refused} of ${tokens.expired} expired tokens refused; ` +
      `${refusedGoodTokens.length} good tokens refused; ${unhandled + uncaught} unhandled rejections.`,
  );
  for (const message of new Set(refusedGoodTokens)) console.log(message);
  const bad =
    tokens.expired -
    tokens.refused +
    refusedGoodTokens.length +
    unhandled +
    uncaught +
    of(({ pullsWrong }) => pullsWrong).reduce((sum, one) => sum + one, 0) +
    [...wrong.values()].flatMap((one) => Object.values(one)).reduce((sum: number, one) => sum + one, 0);
  if (bad > 0) process.exitCode = 1;
}
