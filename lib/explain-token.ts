import { type Explanation, explainToken, type Step } from "../lambdas/authorizer/explain.ts";
import { issuerOf } from "../lambdas/authorizer/issuer.ts";
import { keySets } from "../lambdas/authorizer/key-sets.ts";
import { admittedClients } from "./admitted-clients.ts";
import { loadSettings } from "./setting-sources.ts";

/** What to print about a token, and whether it would be accepted. */
export interface TokenReport {
  readonly output: string;
  readonly accepted: boolean;
}

/**
 * Says what a deployment from this folder would make of a token, with the issuer's key set as it is now. The
 * text holds the token's header and claims, and never its signature. What a terminal would obey instead of
 * show stands in it as JSON escapes.
 * @param directory the folder that holds cdk.json and `reports/`
 * @throws SettingInvalid with the sentence to show, when a setting is wrong
 */
export async function tokenReport(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
  token: string,
): Promise<TokenReport> {
  const settings = loadSettings(directory, environment);
  const issuers = settings.issuers.map(issuerOf);
  const keys = keySets({ lifetimeSeconds: settings.keySetLifetimeSeconds, outageSeconds: 0 });
  const explanation = await explainToken(token, issuers, keys, admittedClients(settings));
  return { output: printed(explanation), accepted: explanation.status === 200 };
}

function printed({ issuer, header, claims, steps, identity, ...answer }: Explanation): string {
  const json = (title: string, value: object | null) =>
    value === null ? [] : [title, ...JSON.stringify(value, null, 2).split("\n"), ""];
  const keySet = issuer?.jwksUri ?? "that of the discovery document";
  return [
    ...(issuer === null ? [] : [`Judged by the settings of ${issuer.name}, key set ${keySet}`, ""]),
    ...json("Header", header),
    ...json("Claims", claims),
    ...steps.map(line),
    "",
    ...json("The API takes the caller for", identity),
    verdictOf(answer),
    "",
  ]
    .map(escaped)
    .join("\n");
}

/**
 * One line whose text came with a token that nobody has verified. Control characters could rewrite what
 * stands on the terminal, format characters could reverse it, and separators could begin another line.
 */
function escaped(text: string): string {
  const codeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character.split("").map(codeUnit).join(""),
  );
}

const marks: Readonly<Record<Step["outcome"], string>> = { pass: "pass", fail: "FAIL", "not asked": "-   " };

function line({ says, outcome, reason, expected, actual }: Step): string {
  const values = [
    ...(expected === undefined ? [] : [`settings: ${expected.join(", ") || "(none)"}`]),
    ...(actual === undefined ? [] : [`token: ${actual}`]),
  ].join("; ");
  const what = reason === undefined ? says : `${reason}: ${says}`;
  return `${marks[outcome]}  ${what}${values === "" ? "" : ` [${values}]`}`;
}

function verdictOf({ verdict, status }: Pick<Explanation, "verdict" | "status">): string {
  if (verdict === null) return "Accepted.";
  if (verdict === "unavailable") return "No verdict: the issuer's key set cannot be had. Answered 500.";
  return `Refused: ${verdict}. Answered ${status}. docs/token-refusals.md says what to do.`;
}
