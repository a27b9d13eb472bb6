import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { encodeIdentity } from "../identity.ts";
import { log } from "../log.ts";
import { AuthorizerSettings, decodeSettings } from "../settings.ts";
import { bearerToken } from "./bearer.ts";
import { identityOf } from "./claims.ts";
import { keySets } from "./key-sets.ts";
import { TokenRefused } from "./refusal.ts";
import { tokenVerifier } from "./verifier.ts";

const settings = decodeSettings(AuthorizerSettings, process.env);
const keys = keySets({
  lifetimeSeconds: settings.keySetLifetimeSeconds,
  outageSeconds: settings.keySetOutageSeconds,
});
const verify = tokenVerifier(settings, keys);

// While the function starts, so that its first user does not wait for it.
await Promise.all(settings.issuers.map(({ jwksUri }) => keys.prefetch(jwksUri)));

/**
 * Answers the gateway's question who a caller is (AWS: "Use API Gateway Lambda authorizers").
 * @throws Error `Unauthorized`, which the gateway answers 401; anything else, an unreachable key set, it answers 500
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const { requestId, identity: caller } = event.requestContext;
  log.resetKeys();
  log.appendKeys({ requestId });
  try {
    const identity = identityOf(await verify(bearerToken(event)));
    return {
      principalId: identity.subject,
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: everyRoute(event.methodArn) }],
      },
      context: encodeIdentity(identity),
    };
  } catch (error) {
    if (!(error instanceof TokenRefused)) {
      log.error("key-set-unavailable", { error });
      throw error;
    }
    const { reason, detail } = error;
    log.warn("token-refused", { reason, ...detail, ip: caller.sourceIp, userAgent: caller.userAgent });
    throw new Error("Unauthorized");
  }
}

/**
 * All methods and paths of this stage: the gateway caches this policy by the token and uses it for every route, so one for
 * the route at hand would refuse the next. Whether the caller may use a route is the data function's question.
 * @param methodArn `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`
 */
function everyRoute(methodArn: string): string {
  const [api, stage] = methodArn.split("/");
  return `${api}/${stage}/*`;
}
