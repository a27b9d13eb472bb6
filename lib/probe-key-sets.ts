import { fetchKeySet } from "../lambdas/authorizer/fetch-key-set.ts";
import { type Issuer, issuerOf } from "../lambdas/authorizer/issuer.ts";
import { keyFits } from "../lambdas/authorizer/key-fit.ts";
import { loadSettings } from "./setting-sources.ts";

/** What was found out about the key set of an issuer. */
export interface ProbedIssuer {
  readonly title: string;
  readonly findings: readonly { readonly level: "ok" | "error"; readonly text: string }[];
}

/**
 * Fetches the key sets of all issuers from this machine, and looks whether the API could use their keys.
 * @param directory the folder that holds cdk.json and `reports/`
 * @throws SettingInvalid with the sentence to show, when a setting is wrong
 */
export function probeKeySets(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly ProbedIssuer[]> {
  const { issuers } = loadSettings(directory, environment);
  return Promise.all(issuers.map(issuerOf).map(probe));
}

async function probe(issuer: Issuer): Promise<ProbedIssuer> {
  const title = `Issuer ${issuer.name}, asked from this machine`;
  try {
    const { keys } = await fetchKeySet(issuer);
    const usable = issuer.algorithms.filter((algorithm) => keys.some((key) => keyFits(key, algorithm)));
    const algorithms = issuer.algorithms.join(", ");
    return {
      title,
      findings: [
        usable.length > 0
          ? { level: "ok", text: `Its key set has ${keys.length} keys, for ${usable.join(", ")}.` }
          : {
              level: "error",
              text: `None of its ${keys.length} keys fits ${algorithms}: set the issuer's algorithms.`,
            },
      ],
    };
  } catch (error) {
    const text = `Its key set cannot be had: ${reasonOf(error).replace(/\.$/, "")}.`;
    return { title, findings: [{ level: "error", text }] };
  }
}

/** Node's own sentence, "fetch failed", says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
