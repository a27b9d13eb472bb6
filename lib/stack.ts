import { Annotations, type App, CfnOutput, Stack, Validations } from "aws-cdk-lib";
import { routeTable } from "../lambdas/data/routes.ts";
import { address } from "./address.ts";
import { sharedClients } from "./admitted-clients.ts";
import { alarms } from "./alarms.ts";
import { authorizer } from "./authorizer.ts";
import { dailyBudget } from "./budget.ts";
import { canary } from "./canary.ts";
import { dashboard } from "./dashboard.ts";
import { dataFunction } from "./data-function.ts";
import { gradualDeployment } from "./gradual-deployment.ts";
import { liveAlias } from "./live-alias.ts";
import type { KeySetsToPack } from "./packed-key-sets.ts";
import { throughProxies } from "./rds-proxies.ts";
import { restApi } from "./rest-api.ts";
import { saveQueries } from "./saved-queries.ts";
import type { StackSettings } from "./settings.ts";
import { webAcl } from "./web-acl.ts";

/**
 * Composes the whole data API. It names no account and no region unless the settings do, so it synthesises
 * anywhere. With them, CDK itself refuses to deploy with credentials of another account.
 * @param engines kinds of database that the data function must be able to use besides those of the settings
 */
export function dataApiStack(
  app: App,
  settings: StackSettings,
  packed: KeySetsToPack | null,
  engines: readonly string[],
): Stack {
  const { account, region } = settings;
  const stack = new Stack(app, settings.stackName, {
    env: { ...(account === null ? {} : { account }), ...(region === null ? {} : { region }) },
    description: "Interject data API: REST API, token authorizer and data function",
  });
  const tokens = authorizer(stack, settings, packed);
  const connections = throughProxies(stack, settings);
  const data = dataFunction(stack, { ...settings, connections }, engines);
  const { target, alias } = liveAlias(data, settings.dataProvisionedConcurrency, settings);
  const warning = sharedClients(settings);
  if (warning !== null) Annotations.of(stack).addWarningV2("interject:issuers-share-clients", warning);
  const routes = routeTable(settings);
  const { api, accessLogs } = restApi(stack, settings, routes, target, tokens.authorizer);
  webAcl(stack, settings, api);
  const baseUrl = address(stack, settings, api);
  const pulling = baseUrl === null ? null : canary(stack, settings, baseUrl);
  const observed = { api, accessLogs, authorizer: tokens.handler, data, canary: pulling };
  const made = alarms(stack, settings, observed);
  gradualDeployment(stack, settings, { DataDeployment: alias, AuthorizerDeployment: tokens.alias }, made);
  saveQueries(stack, settings, observed);
  if (settings.dashboard) dashboard(stack, settings, observed);
  dailyBudget(stack, settings);

  new CfnOutput(stack, "RestApiId", {
    value: api.restApiId,
    description: "What a domain that the stack does not make is mapped to, with the stage",
  });
  new CfnOutput(stack, "AuthorizerFunctionName", { value: tokens.handler.functionName });
  new CfnOutput(stack, "DataFunctionName", { value: data.functionName });

  Validations.of(api).acknowledge(
    {
      id: "AwsSolutions-APIG2",
      reason:
        "The data function checks each body itself: its answers name the wrong parameter, the gateway's cannot.",
    },
    {
      id: "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
      reason: "AWS prescribes this managed policy for the gateway's account-wide logging role.",
    },
  );
  if (settings.webAcl === null) {
    Validations.of(api).acknowledge({
      id: "AwsSolutions-APIG3",
      reason:
        "A web ACL is the account owner's choice, for it costs by the rule and request. " +
        "Throttling and the authorizer's cache bound abuse.",
    });
  }
  return stack;
}
