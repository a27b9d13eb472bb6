import type { RefusalReason } from "../../lambdas/authorizer/refusal.ts";
import type { TokenCase, TokenKit } from "./kit.ts";

/** RFC 6750 section 2.1, RFC 9110 section 11.6.2. */
export function headerCases({ good }: TokenKit): readonly TokenCase[] {
  const header = (name: string, authorization: readonly string[], reason: RefusalReason): TokenCase => ({
    name,
    authorization,
    status: 401,
    reason,
  });
  return [
    header("no header", [], "header-missing"),
    header("an empty header", [""], "header-malformed"),
    header("two headers", [`Bearer ${good}`, `Bearer ${good}`], "header-repeated"),
    header("two headers, one of another scheme", ["Basic YTpi", `Bearer ${good}`], "header-repeated"),
    header("two headers that were joined", [`Bearer ${good}, Bearer ${good}`], "header-repeated"),
    header("a comma behind", [`Bearer ${good},`], "header-repeated"),
    header("scheme alone", ["Bearer"], "header-malformed"),
    header("scheme and a space", ["Bearer "], "header-malformed"),
    header("no scheme", [good], "header-malformed"),
    header("Basic", ["Basic YTpi"], "header-malformed"),
    header("DPoP", [`DPoP ${good}`], "header-malformed"),
    header("Negotiate", [`Negotiate ${good}`], "header-malformed"),
    header("scheme twice", [`Bearer Bearer ${good}`], "header-malformed"),
    header("a longer scheme", [`BearerX ${good}`], "header-malformed"),
    header("no space", [`Bearer${good}`], "header-malformed"),
    header("a colon behind the scheme", [`Bearer: ${good}`], "header-malformed"),
    header("a tab for the space", [`Bearer\t${good}`], "header-malformed"),
    header("a space within", [`Bearer ${good} x`], "header-malformed"),
    header("two tokens", [`Bearer ${good} ${good}`], "header-malformed"),
    header("quotation marks", [`Bearer "${good}"`], "header-malformed"),
    header("a parameter", [`Bearer token=${good}`], "header-malformed"),
    header("percent signs", [`Bearer ${good.replaceAll(".", "%2E")}`], "header-malformed"),
    header("a letter that is not ASCII", [`Bearer ${good}é`], "header-malformed"),
    header("padding within", [`Bearer ${good.replace(".", "=.")}`], "header-malformed"),
    header("more than 8 KB", [`Bearer ${good}${"A".repeat(8_193 - good.length)}`], "token-too-long"),
  ];
}
