import * as v from "valibot";
import type { TokenOptions } from "../identity-provider/access-token.ts";

const Text = v.pipe(v.string(), v.maxLength(200));

/** Whom the page asks as: what it posts for a token. */
const TokenRequest = v.strictObject({
  user: Text,
  login: Text,
  client: Text,
  scopes: v.array(Text),
  roles: v.array(Text),
  lifetimeSeconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(86_400)),
  bad: v.nullable(v.string()),
});

/**
 * The options of the token that the page asks for.
 * @param faults names of the faults that a token can be given
 * @throws Error with a sentence
 */
export function tokenOptions(
  posted: unknown,
  isFault: (name: string) => name is NonNullable<TokenOptions["bad"]>,
): Omit<TokenOptions, "issuer"> {
  const parsed = v.safeParse(TokenRequest, posted);
  if (!parsed.success) {
    const [{ path }] = parsed.issues;
    throw new Error(`The token's ${String(path?.[0]?.key ?? "description")} cannot be used.`);
  }
  const { bad, ...options } = parsed.output;
  if (bad === null) return options;
  if (!isFault(bad)) throw new Error(`No token can be made with the fault ${bad}.`);
  return { ...options, bad };
}
