import { algorithmCases } from "./algorithms.ts";
import { claimCases } from "./claims.ts";
import { goodCases } from "./good.ts";
import { headerCases } from "./headers.ts";
import { keyCases } from "./keys.ts";
import { kindCases } from "./kinds.ts";
import type { TokenCase, TokenKit } from "./kit.ts";
import { structureCases } from "./structure.ts";

/**
 * Every known way to deceive a JWT resource server (RFC 6750, RFC 7515, RFC 7519, RFC 8725, RFC 9068), and
 * good tokens that are easily refused by mistake, each with what this API must answer. Names are unique.
 */
export function corpus(kit: TokenKit): readonly TokenCase[] {
  return [
    ...goodCases(kit),
    ...headerCases(kit),
    ...structureCases(kit),
    ...algorithmCases(kit),
    ...keyCases(kit),
    ...kindCases(kit),
    ...claimCases(kit),
  ];
}
