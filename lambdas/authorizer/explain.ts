import type { Identity } from "../identity.ts";
import { log } from "../log.ts";
import type { Clients } from "../settings/clients.ts";
import { bearerToken } from "./bearer.ts";
import { identityOf } from "./claims.ts";
import { customCheck } from "./custom-check.ts";
import type { Issuer } from "./issuer.ts";
import type { KeySets } from "./key-sets.ts";
import { isForbidden, KeySetUnavailable, type RefusalReason, TokenRefused } from "./refusal.ts";
import { claimRules, headerRules, type Rule } from "./rules.ts";
import { signatureVerifier } from "./signature.ts";
import { decompose, type UnverifiedToken } from "./token.ts";
import { admitClient, tokenVerifier } from "./verifier.ts";

/** What one rule says of a token. */
export interface Step {
  /** The rule in words. */
  readonly says: string;
  readonly outcome: "pass" | "fail" | "not asked";
  readonly reason?: RefusalReason;
  readonly expected?: readonly string[];
  readonly actual?: string;
}

/** What the settings make of a token, rule by rule in the order in which the authorizer asks. */
export interface Explanation {
  /** Whose settings judge the token; null where no settings name its issuer. */
  readonly issuer: Issuer | null;
  /** As they stand in the token; null where they cannot be read. */
  readonly header: object | null;
  readonly claims: object | null;
  readonly steps: readonly Step[];
  /** The authorizer's own answer: null refuses nothing; `unavailable` is an answer of 500. */
  readonly verdict: RefusalReason | "unavailable" | null;
  /** What the gateway answers. */
  readonly status: 200 | 401 | 403 | 500;
  /** Who the API takes the caller for. */
  readonly identity: Identity | null;
}

const bearerSays = "it is one bearer token of at most 8 KB (RFC 6750 section 2.1)";
const structureSays = "it is a signed JWT whose claims have the standard's form (RFC 7515, RFC 7519)";
const issuerSays = "the settings name its issuer";
const keySays = "the issuer's key set has its key, and the key is for this (RFC 7517)";
const signatureSays = "the signature is that key's";
const librarySays = "the library has no objection to its claims either (aws-jwt-verify)";
const identitySays = "it says whose it is, in claims of the documented form";
const clientSays = "its user is of a client that the setting clients admits";
const customSays = "your own check accepts it (lambdas/authorizer/custom-check.ts)";

/**
 * Explains what the authorizer says of a token. The authorizer stops at the first rule that a token breaks;
 * here all rules are asked, as far as they can be, so that everything that is wrong shows at once. The
 * verdict is the verifier's own. Nothing in the explanation holds the signature.
 */
export async function explainToken(
  text: string,
  issuers: readonly Issuer[],
  keySets: KeySets,
  clients: Clients,
): Promise<Explanation> {
  // The explanation says what the log would.
  log.setLogLevel("SILENT");
  const steps: Step[] = [];
  const bearer = await attempt(() => bearerToken({ headers: { Authorization: `Bearer ${text}` } } as never));
  steps.push(stepOf(bearerSays, bearer));
  const token = await attempt(() => decompose(text));
  steps.push(stepOf(structureSays, token));
  const issuer = token.value && issuers.find(({ name }) => name === token.value?.payload.iss);
  steps.push(issuerStep(token.value, issuer ?? null, issuers));
  steps.push(...(await stepsOf(token.value, issuer ?? null, keySets, clients)));
  const verdict = await attempt(() => tokenVerifier(issuers, keySets, clients)(bearer.value ?? text));
  const reason = bearer.refusal?.reason ?? verdict.refusal?.reason;
  return {
    issuer: issuer ?? null,
    header: token.value?.header ?? null,
    claims: token.value?.payload ?? null,
    steps,
    verdict: reason ?? (verdict.unavailable ? "unavailable" : null),
    status: reason === undefined ? (verdict.unavailable ? 500 : 200) : isForbidden(reason) ? 403 : 401,
    identity: reason === undefined ? verdict.value : null,
  };
}

async function stepsOf(
  token: UnverifiedToken | null,
  issuer: Issuer | null,
  keySets: KeySets,
  clients: Clients,
): Promise<Step[]> {
  if (token === null || issuer === null) {
    const rules = [...headerRules, ...claimRules].map(({ says }) => says);
    const [inHeader, inClaims] = [rules.slice(0, headerRules.length), rules.slice(headerRules.length)];
    const behind = [librarySays, identitySays, clientSays, customSays];
    return [...inHeader, keySays, signatureSays, ...inClaims, ...behind].map(notAsked);
  }
  const signature = await attempt(async () => {
    const key = await keySets.find(issuer, token.header.kid, token.header.alg);
    return signatureVerifier()(token, issuer, key);
  });
  const steps = [
    ...headerRules.map((rule) => ruleStep(rule, token, issuer)),
    ...keySteps(signature),
    ...claimRules.map((rule) => ruleStep(rule, token, issuer)),
  ];
  // The rules say better what the library says too.
  const isGood = steps.every(({ outcome }) => outcome === "pass");
  const identity = await attempt(() => identityOf(token.payload, issuer));
  const user = identity.value;
  const admitted = user === null ? null : await attempt(() => admitClient(user, clients));
  return [
    ...steps,
    isGood ? objectionStep(librarySays, "claim-malformed", signature.value) : notAsked(librarySays),
    stepOf(identitySays, identity),
    admitted === null ? notAsked(clientSays) : stepOf(clientSays, admitted),
    // The check is written for claims that have been verified.
    isGood && identity.refusal === null
      ? objectionStep(customSays, "custom-check", customCheck(token.payload, issuer.name))
      : notAsked(customSays),
  ];
}

function objectionStep(says: string, reason: RefusalReason, objection: string | null): Step {
  return objection === null
    ? { says, outcome: "pass" }
    : { says, outcome: "fail", reason, actual: objection };
}

function issuerStep(token: UnverifiedToken | null, issuer: Issuer | null, issuers: readonly Issuer[]): Step {
  if (token === null) return notAsked(issuerSays);
  if (issuer !== null) return { says: issuerSays, outcome: "pass" };
  const expected = issuers.map(({ name }) => name);
  return { says: issuerSays, outcome: "fail", reason: "issuer-unknown", expected, actual: token.payload.iss };
}

function ruleStep({ says, reason, breach }: Rule, token: UnverifiedToken, issuer: Issuer): Step {
  const found = breach(token, issuer, Date.now() / 1000);
  return found === null ? { says, outcome: "pass" } : { says, outcome: "fail", reason, ...found };
}

function keySteps(signature: Attempt<unknown>): Step[] {
  if (signature.unavailable) {
    return [notAsked(`${keySays}: the key set cannot be had`), notAsked(signatureSays)];
  }
  const reason = signature.refusal?.reason;
  if (reason === "key-unknown" || reason === "key-unfit")
    return [stepOf(keySays, signature), notAsked(signatureSays)];
  return [{ says: keySays, outcome: "pass" }, stepOf(signatureSays, signature)];
}

function stepOf(says: string, { refusal }: Attempt<unknown>): Step {
  if (refusal === null) return { says, outcome: "pass" };
  const { expected, actual } = refusal.detail;
  return {
    says,
    outcome: "fail",
    reason: refusal.reason,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  };
}

function notAsked(says: string): Step {
  return { says, outcome: "not asked" };
}

interface Attempt<T> {
  readonly value: T | null;
  readonly refusal: TokenRefused | null;
  /** Neither accepted nor refused: keys cannot be had. */
  readonly unavailable: boolean;
}

async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work(), refusal: null, unavailable: false };
  } catch (error) {
    if (error instanceof TokenRefused) return { value: null, refusal: error, unavailable: false };
    if (error instanceof KeySetUnavailable) return { value: null, refusal: null, unavailable: true };
    throw error;
  }
}
