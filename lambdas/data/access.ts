import type { Identity } from "../identity.ts";
import { HttpProblem } from "./problem.ts";

/**
 * Whether the caller may use a protected route. *Who* the caller is, the authorizer has settled; this is asked
 * once, here, because the gateway caches one authorizer result for all paths, and keeps it past the token's end.
 * @param identity what the authorizer passed on; null where the gateway asked none
 * @throws HttpProblem 401 without an identity or with one whose token has expired (RFC 6750 section 3.1)
 */
export function admit(identity: Identity | null, nowSeconds: number): Identity {
  if (identity === null) {
    throw new HttpProblem(401, "Sign in to Interject and try again.", { "WWW-Authenticate": "Bearer" });
  }
  if (identity.expiresAt <= nowSeconds) {
    throw new HttpProblem(401, "Your sign-in has expired. Sign in to Interject again.", {
      "WWW-Authenticate": 'Bearer error="invalid_token", error_description="The access token expired"',
    });
  }
  return identity;
}
