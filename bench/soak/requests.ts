import { randomInt } from "node:crypto";
import type { AddinResult } from "../../local/addin/response.ts";
import { ApiRefused, type DataPortal, send, TransferCut } from "../../local/addin/send.ts";
import type { Ledger } from "./ledger.ts";
import type { SaveOutcome, SentSave, Tally } from "./tally.ts";

const path = "/api/v1/sql";

/** Pulls a table of a random length, and holds each of its cells against what it should be. */
export async function pullOnce(portal: DataPortal, ledger: Ledger, tally: Tally): Promise<void> {
  // Most reports are small; a few are as long as Excel takes well.
  const rows = randomInt(20) === 0 ? randomInt(20_000, 60_000) : randomInt(1, 2_000);
  tally.pulls++;
  const answer = await answered(
    send(portal, path, {
      parameters: { number_of_rows: String(rows) },
      command: { text: `${ledger.schema}.rows`, connection: ledger.connection.name },
    }),
  );
  if (answer === null || answer.errorMessage !== "") tally.pullsTold++;
  else if (isWhole(answer, rows)) tally.pullsWhole++;
  else tally.pullsWrong++;
}

function isWhole({ tables }: AddinResult, rows: number): boolean {
  const [table] = tables;
  return (
    table?.rows.length === rows &&
    table.rows.every(
      ([id, name, amount], at) =>
        String(id) === String(at + 1) &&
        name === `row ${at + 1}` &&
        String(amount) === ((at + 1) * 0.25).toFixed(2),
    )
  );
}

/** Saves a few lines under a name of their own, by row or in one call. */
export async function saveOnce(
  portal: DataPortal,
  ledger: Ledger,
  tally: Tally,
  batch: string,
): Promise<SentSave> {
  const lines = randomInt(1, 25);
  const routine = randomInt(2) === 0 ? "save_line" : "save_all";
  tally.saves++;
  const answer = await answered(
    send(portal, path, {
      save: {
        columns: ["Batch", "Line"],
        rows: Array.from({ length: lines }, (_, at) => [batch, `line ${at}`]),
      },
      command: { text: `${ledger.schema}.${routine}`, connection: ledger.connection.name },
    }),
  );
  const outcome = outcomeOf(answer, lines);
  if (outcome === "done") tally.savesDone++;
  else if (outcome === "undone") tally.savesUndone++;
  else tally.savesUnknown++;
  return { batch, lines, outcome };
}

function outcomeOf(answer: AddinResult | null, lines: number): SaveOutcome {
  if (answer === null) return "unknown";
  if (answer.errorMessage !== "")
    return /may be saved or not|did not say/.test(answer.errorMessage) ? "unknown" : "undone";
  // A save whose results are missing would show as rows without a status.
  return answer.tables[0]?.rows.length === lines ? "done" : "unknown";
}

/** Sends a token that has expired. @returns whether it was refused as it should be */
export async function isRefused(portal: DataPortal): Promise<boolean> {
  try {
    await send(portal, path, {});
    return false;
  } catch (error) {
    return error instanceof ApiRefused && (error.status === 401 || error.status >= 500);
  }
}

/** Good tokens that were refused: the API's fault, whatever else fails. */
export const refusedGoodTokens: string[] = [];

/** The answer, or null where the transfer or the status says that there is none. */
async function answered(asked: Promise<AddinResult>): Promise<AddinResult | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiRefused && error.status < 500) refusedGoodTokens.push(error.message);
    if (error instanceof ApiRefused || error instanceof TransferCut || error instanceof TypeError)
      return null;
    throw error;
  }
}
