import { Duration } from "aws-cdk-lib";
import { IdentitySource, RequestAuthorizer } from "aws-cdk-lib/aws-apigateway";
import type { Alias, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { AuthorizerSettings } from "../lambdas/settings/authorizer.ts";
import { encodeSettings } from "../lambdas/settings/functions.ts";
import { admittedClients } from "./admitted-clients.ts";
import { nodeFunction } from "./function.ts";
import { authorizerBundle } from "./function-bundles.ts";
import { liveAlias } from "./live-alias.ts";
import type { KeySetsToPack } from "./packed-key-sets.ts";
import type { StackSettings } from "./settings.ts";

/** The gateway's authorizer and the function behind it. */
export interface Authorizer {
  readonly authorizer: RequestAuthorizer;
  readonly handler: LambdaFunction;
  /** What the gateway calls in the function's place, if it needs one. */
  readonly alias: Alias | null;
}

/**
 * Asks the authorizer function once a token, then caches its answer. A request without an `Authorization`
 * header is refused by the gateway itself (AWS: "Use API Gateway Lambda authorizers").
 */
export function authorizer(
  scope: Construct,
  settings: StackSettings,
  packed: KeySetsToPack | null,
): Authorizer {
  const handler = nodeFunction(scope, "AuthorizerFunction", settings, {
    ...authorizerBundle,
    description: "Verifies access tokens for the Interject data API",
    memoryMb: settings.authorizerMemoryMb,
    timeoutSeconds: settings.authorizerTimeoutSeconds,
    reservedConcurrency: null,
    files: packed === null ? {} : { "key-sets.json": JSON.stringify(packed) },
    environment: {
      ...encodeSettings(AuthorizerSettings, {
        ...settings,
        clients: admittedClients(settings),
        packedKeySets: packed !== null,
      }),
      // Node's own fetch reads it (Node.js: "Enterprise network configuration").
      ...(settings.httpsProxy === null ? {} : { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: settings.httpsProxy }),
    },
  });
  const { target, alias } = liveAlias(handler, settings.authorizerProvisionedConcurrency, settings);
  return {
    handler,
    alias,
    authorizer: new RequestAuthorizer(scope, "Authorizer", {
      handler: target,
      identitySources: [IdentitySource.header("Authorization")],
      resultsCacheTtl: Duration.seconds(settings.authorizerCacheSeconds),
    }),
  };
}
