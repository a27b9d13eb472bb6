import * as v from "valibot";
import { wholeNumber } from "./checks.ts";
import { Clients } from "./clients.ts";
import { IssuerList } from "./issuers.ts";

/** The authorizer's settings that are the stack's too. */
export const authorizerEntries = {
  /** Identity providers whose access tokens are accepted. */
  issuers: IssuerList,
  /** Whose users may call this API. `lib/admitted-clients.ts` says when it can be left out. */
  clients: v.exactOptional(Clients),
  /** Age at which an issuer's key set must be fetched again: how long a withdrawn key can still be used. */
  keySetLifetimeSeconds: v.optional(wholeNumber(60, 86_400), 3600),
  /** Age up to which the last key set serves while its issuer cannot be reached. */
  keySetOutageSeconds: v.optional(wholeNumber(0, 604_800), 86_400),
};

/** What the authorizer function needs to know. */
export const AuthorizerSettings = v.strictObject({
  ...authorizerEntries,
  /** The stack says it in any case: a function that is not told whom to admit must not start. */
  clients: Clients,
  /**
   * Whether the bundle carries key sets for a cold start during an outage: `authorizer/packed-key-sets.ts`.
   */
  packedKeySets: v.optional(v.boolean(), false),
});
