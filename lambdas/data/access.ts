import type { Identity } from "../identity.ts";
import { admitsClient, type Clients } from "../settings/clients.ts";
import { HttpProblem } from "./problem.ts";

/** What a route's line demands beyond a verified token. */
export interface Demands {
  /** Scopes of which the caller must have every one. */
  readonly scopes?: readonly string[];
  /** Roles of which the caller must have at least one. */
  readonly roles?: readonly string[];
  /** Whose users may call, of those whom the deployment admits. */
  readonly clients?: Clients;
  /** Identity providers (`iss`) whose users may call, such as `https://auth.gointerject.com`. */
  readonly issuers?: readonly string[];
}

/**
 * Lets a caller use a protected route, or refuses them. The authorizer has settled *who* the caller is.
 * *Whether they may* is decided here alone: the gateway caches one authorizer result for all paths, and keeps
 * it past the token's end.
 * @param identity what the authorizer passed on; null where the gateway did not ask the authorizer
 * @throws HttpProblem 401 without an identity or after its token has expired, 403 for a caller who lacks what
 * the route demands (RFC 6750 section 3.1)
 */
export function admit(demands: Demands, identity: Identity | null, nowSeconds: number): Identity {
  if (identity === null) {
    throw new HttpProblem(401, "Sign in to Interject and try again.", { "WWW-Authenticate": "Bearer" });
  }
  if (identity.expiresAt <= nowSeconds) {
    throw new HttpProblem(401, "Your sign-in has expired. Sign in to Interject again.", {
      "WWW-Authenticate": 'Bearer error="invalid_token", error_description="The access token expired"',
    });
  }
  const { scopes = [], roles, clients, issuers } = demands;
  const missing = scopes.filter((scope) => !identity.scopes.includes(scope));
  if (missing.length > 0) {
    throw forbidden(`your sign-in lacks ${missing.join(", ")}`, ` scope="${scopes.join(" ")}"`);
  }
  if (roles !== undefined && !roles.some((role) => identity.roles.includes(role))) {
    throw forbidden(`it is for ${roles.join(", ")}`);
  }
  if (!admitsClient(clients, identity.clientId)) throw forbidden("it is not for your company");
  if (issuers !== undefined && !issuers.includes(identity.issuer)) {
    throw forbidden("it is not for users of your sign-in");
  }
  return identity;
}

/**
 * The problem of a caller who is known, but may not use the report.
 * @param reason continues "You may not use this report: "
 */
export function forbidden(reason: string, challenge = ""): HttpProblem {
  return new HttpProblem(403, `You may not use this report: ${reason}.`, {
    "WWW-Authenticate": `Bearer error="insufficient_scope"${challenge === "" ? "" : `,${challenge}`}`,
  });
}
