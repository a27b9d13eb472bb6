import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from "aws-lambda";
import { encodeIdentity } from "../identity.ts";
import { log } from "../log.ts";
import { counted } from "../metric.ts";
import { AuthorizerSettings } from "../settings/authorizer.ts";
import { decodeSettings } from "../settings/functions.ts";
import { bearerToken } from "./bearer.ts";
import { issuerOf } from "./issuer.ts";
import { keySets } from "./key-sets.ts";
import { readPackedKeySets } from "./packed-key-sets.ts";
import { isForbidden, TokenRefused } from "./refusal.ts";
import { tokenVerifier } from "./verifier.ts";

const settings = decodeSettings(AuthorizerSettings, process.env);
const issuers = settings.issuers.map(issuerOf);
const keys = keySets({
  lifetimeSeconds: settings.keySetLifetimeSeconds,
  outageSeconds: settings.keySetOutageSeconds,
  ...(settings.packedKeySets ? { packed: readPackedKeySets() } : {}),
});
const verify = tokenVerifier(issuers, keys, settings.clients);

// The fetches begin while the function starts, and the start waits for no issuer: a slow issuer would hold up
// the users of all others. A token waits for the fetch of the issuer that it names.
for (const issuer of issuers) void keys.prefetch(issuer);

/**
 * Answers the gateway's question who a caller is (AWS: "Use API Gateway Lambda authorizers").
 * @throws Error `Unauthorized`, which the gateway answers with 401, for a refused token; any other error,
 * which it answers with 500, when the key set cannot be had
 */
export async function handler(
  event: APIGatewayRequestAuthorizerEvent,
  context: Pick<Context, "awsRequestId">,
): Promise<APIGatewayAuthorizerResult> {
  log.resetKeys();
  log.appendKeys({ requestId: event.requestContext.requestId, functionRequestId: context.awsRequestId });
  try {
    const identity = await verify(bearerToken(event));
    return policy("Allow", event.methodArn, identity.principal, encodeIdentity(identity));
  } catch (error) {
    if (!(error instanceof TokenRefused)) {
      log.error("key-set-unavailable", { error, ...counted("KeySetUnavailable") });
      throw error;
    }
    logRefusal(error, event);
    if (isForbidden(error.reason)) return policy("Deny", event.methodArn, "forbidden", {});
    throw new Error("Unauthorized");
  }
}

/** Writes the only log line about a refused token, which also counts it. */
function logRefusal({ reason, detail }: TokenRefused, { requestContext }: APIGatewayRequestAuthorizerEvent) {
  const { sourceIp: ip, userAgent } = requestContext.identity;
  log.warn("token-refused", { ...detail, ip, userAgent, ...counted("TokenRefused", { reason }) });
}

/**
 * A policy for all methods and paths of this stage. The gateway caches a policy by the token and uses it for
 * every route, so a policy for the route at hand would refuse the next. The data function decides who may use
 * a route.
 * @param methodArn `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`
 */
function policy(
  effect: "Allow" | "Deny",
  methodArn: string,
  principalId: string,
  context: Readonly<Record<string, string>>,
): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split("/");
  return {
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: `${api}/${stage}/*` }],
    },
    context,
  };
}
