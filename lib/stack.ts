import { Annotations, type App, CfnOutput, Stack, Validations } from "aws-cdk-lib";
import { routeTable } from "../lambdas/data/routes.ts";
import { sharedClients } from "./admitted-clients.ts";
import { alarms } from "./alarms.ts";
import { authorizer } from "./authorizer.ts";
import { dailyBudget } from "./budget.ts";
import { dashboard } from "./dashboard.ts";
import { dataFunction } from "./data-function.ts";
import type { KeySetsToPack } from "./packed-key-sets.ts";
import { restApi } from "./rest-api.ts";
import { saveQueries } from "./saved-queries.ts";
import type { StackSettings } from "./settings.ts";

/**
 * Composes the whole data API. It names no account and no region, so it synthesises anywhere.
 * @param engines kinds of database that the data function must be able to use besides those of the settings
 */
export function dataApiStack(
  app: App,
  settings: StackSettings,
  packed: KeySetsToPack | null,
  engines: readonly string[],
): Stack {
  const stack = new Stack(app, settings.stackName, {
    description: "Interject data API: REST API, token authorizer and data function",
  });
  const { authorizer: tokenAuthorizer, handler: authorizerFunction } = authorizer(stack, settings, packed);
  const data = dataFunction(stack, settings, engines);
  const warning = sharedClients(settings);
  if (warning !== null) Annotations.of(stack).addWarningV2("interject:issuers-share-clients", warning);
  const { api, accessLogs } = restApi(stack, settings, routeTable(settings), data, tokenAuthorizer);
  const observed = { api, accessLogs, authorizer: authorizerFunction, data };
  alarms(stack, settings, observed);
  saveQueries(stack, settings, observed);
  if (settings.dashboard) dashboard(stack, settings, observed);
  dailyBudget(stack, settings);

  if (settings.defaultEndpoint) {
    new CfnOutput(stack, "BaseUrl", {
      value: api.url,
      description: "API root URL of the data connection in the Interject portal",
    });
  }
  new CfnOutput(stack, "RestApiId", {
    value: api.restApiId,
    description: "What a domain of your own is mapped to, with the stage",
  });
  new CfnOutput(stack, "AuthorizerFunctionName", { value: authorizerFunction.functionName });
  new CfnOutput(stack, "DataFunctionName", { value: data.functionName });

  Validations.of(api).acknowledge(
    {
      id: "AwsSolutions-APIG2",
      reason:
        "The data function checks each body itself: its answers name the wrong parameter, the gateway's cannot.",
    },
    {
      id: "AwsSolutions-APIG3",
      reason:
        "A web ACL is the account owner's choice, for it costs by the rule and request. " +
        "Throttling and the authorizer's cache bound abuse.",
    },
    {
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
      reason: "AWS prescribes this managed policy for the gateway's account-wide logging role.",
    },
  );
  return stack;
}
