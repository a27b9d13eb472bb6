import * as v from "valibot";
import { IssuerList, type IssuerSettings } from "../../lambdas/settings/issuers.ts";

/** The issuers of settings as a deployment may write them. @throws ValiError when it may not */
export function parseIssuers(issuers: unknown): readonly IssuerSettings[] {
  return v.parse(IssuerList, issuers);
}
