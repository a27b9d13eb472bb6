import { fetchKeySet } from "../lambdas/authorizer/fetch-key-set.ts";
import { issuerOf } from "../lambdas/authorizer/issuer.ts";
import { loadDeployedSettings, SettingInvalid } from "./setting-sources.ts";

/** Key sets (RFC 7517 section 5) by the issuer's name, as `authorizer/packed-key-sets.ts` reads them. */
export type KeySetsToPack = Readonly<Record<string, { readonly keys: readonly object[] }>>;

/**
 * Fetches the key sets of all issuers, where the setting `packKeySets` asks for it; null where it does not.
 * @param directory the folder that holds cdk.json and `reports/`
 * @throws SettingInvalid naming the issuer whose key set cannot be had, or where they would never serve
 */
export async function keySetsToPack(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<KeySetsToPack | null> {
  const { packKeySets, keySetOutageSeconds, issuers } = loadDeployedSettings(directory, environment);
  if (!packKeySets) return null;
  if (keySetOutageSeconds === 0) {
    throw new SettingInvalid(
      "The setting packKeySets needs keySetOutageSeconds above 0: packed sets serve that long.",
    );
  }
  const fetched = issuers.map(issuerOf).map(async (issuer) => {
    try {
      const { keys } = await fetchKeySet(issuer);
      return [issuer.name, { keys }] as const;
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      throw new SettingInvalid(
        `The setting packKeySets needs the key set of ${issuer.name}, which cannot be had: ${reason}.`,
      );
    }
  });
  return Object.fromEntries(await Promise.all(fetched));
}
