import { ArnFormat, Aws, Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { sourcesOf } from "../lambdas/settings/connections.ts";
import { encryptedArns, serviceOf } from "./encrypted-arns.ts";
import type { StackSettings } from "./settings.ts";

type Connections = StackSettings["connections"];

/** The secrets, parameters and database users that the settings name, and nothing else. */
export function grantConnections(made: LambdaFunction, connections: Connections): void {
  const sources = connections.flatMap(sourcesOf);
  const arns = connections.flatMap(encryptedArns);
  const keys = connections.flatMap(({ kmsKey }) => kmsKey ?? []);
  const users = sources.flatMap(({ iam }) =>
    iam === undefined
      ? []
      : [
          Stack.of(made).formatArn({
            service: "rds-db",
            resource: "dbuser",
            resourceName: `${iam.resourceId}/${iam.user}`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
  );
  const of = (service: string) => arns.filter((arn) => serviceOf(arn) === service);
  grant(made, "secretsmanager:GetSecretValue", of("secretsmanager"));
  grant(made, "ssm:GetParameter", of("ssm"));
  for (const { perClientSecrets } of connections) acceptClientSecrets(made, perClientSecrets);
  grant(made, "rds-db:connect", users);
  for (const key of new Set(keys)) {
    const services = new Set(
      connections
        .filter(({ kmsKey }) => kmsKey === key)
        .flatMap(encryptedArns)
        .map(serviceOf),
    );
    if (services.size === 0) continue;
    const through = [...services].map((service) => `${service}.${key.split(":")[3]}.${Aws.URL_SUFFIX}`);
    grant(made, "kms:Decrypt", [key], { StringEquals: { "kms:ViaService": through } });
  }
}

function acceptClientSecrets({ role }: LambdaFunction, arns: string | undefined): void {
  if (role === undefined || arns === undefined) return;
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${arns}]`,
    reason:
      "perClientSecrets names the beginning of the names of all clients' secrets, so that a new client needs no deployment.",
  });
}

function grant(
  made: LambdaFunction,
  action: string,
  resources: readonly string[],
  conditions: Record<string, Record<string, readonly string[]>> = {},
): void {
  const unique = [...new Set(resources)];
  if (unique.length === 0) return;
  made.addToRolePolicy(new PolicyStatement({ actions: [action], resources: unique, conditions }));
}
