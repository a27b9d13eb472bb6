import * as v from "valibot";
import { secretText } from "../data/sql/connection/aws/secret-text.ts";
import { log } from "../log.ts";
import { CanarySettings } from "../settings/canary.ts";
import { decodeSettings } from "../settings/functions.ts";
import { accessToken } from "./access-token.ts";

const settings = decodeSettings(CanarySettings, process.env);

/** What of an answer shows that a report has worked (protocol section 4). */
const Answer = v.object({ ErrorMessage: v.string(), ReturnedDataList: v.pipe(v.array(v.unknown())) });

/** How long each of the three requests may take. */
const requestMs = 60_000;

/**
 * Asks the API for its status and pulls a report, as somebody in Excel would: with a token of the identity
 * provider's, over the internet. A schedule calls it.
 * @throws Error that says what did not work, which raises the alarm `CanaryFailed`
 */
export async function handler(): Promise<void> {
  const begun = performance.now();
  try {
    await step("status", async () => {
      const response = await fetch(`${settings.baseUrl}/api/v1/status`, limit());
      if (response.status !== 200) throw new Error(`The status is answered ${response.status}`);
    });
    const token = await step("token", async () => {
      const secret = await secretText(settings.canary.secret);
      return accessToken(settings.canary, secret ?? "", limit());
    });
    await step("report", () => pull(token));
    log.info("canary", { outcome: "answered", totalMs: Math.round(performance.now() - begun) });
  } catch (error) {
    log.error("canary", { outcome: "failed", totalMs: Math.round(performance.now() - begun), error });
    throw error;
  }
}

async function pull(token: string): Promise<void> {
  const { path, parameters = {} } = settings.canary;
  const RequestParameterList = Object.entries(parameters).map(([name, InputValue]) => ({
    Name: `@${name}`,
    InputValue,
  }));
  const response = await fetch(`${settings.baseUrl}${path}`, {
    ...limit(),
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ DataPortalName: "Canary", RequestParameterList }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The report is answered ${response.status}`);
  const answer = v.safeParse(Answer, JSON.parse(text));
  if (!answer.success) throw new Error("The report's answer is no response document");
  // Its words are for a person, and may quote data.
  if (answer.output.ErrorMessage !== "") throw new Error("The report's answer is an error");
}

function limit(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(requestMs) };
}

/** Puts in front of an error which step it belongs to. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
