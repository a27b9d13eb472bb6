import { EndpointType, type RestApiProps } from "aws-cdk-lib/aws-apigateway";
import { InterfaceVpcEndpoint } from "aws-cdk-lib/aws-ec2";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { StackSettings } from "./settings.ts";

/**
 * Where the API can be reached: from the internet, or through the VPC endpoints of the settings alone. A
 * private API needs a policy: this one allows everyone, and denies whoever comes another way (AWS: "API
 * Gateway resource policy examples"). It holds only once the API is deployed anew, as CDK has it whenever the
 * policy changes.
 */
export function endpoints(
  scope: Construct,
  { privateEndpoints }: StackSettings,
): Pick<RestApiProps, "endpointConfiguration" | "policy"> {
  if (privateEndpoints === null) return { endpointConfiguration: { types: [EndpointType.REGIONAL] } };
  const everyone = {
    principals: [new AnyPrincipal()],
    actions: ["execute-api:Invoke"],
    resources: ["execute-api:/*"],
  };
  return {
    endpointConfiguration: {
      types: [EndpointType.PRIVATE],
      vpcEndpoints: privateEndpoints.map((vpcEndpointId) =>
        InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, vpcEndpointId, {
          vpcEndpointId,
          port: 443,
        }),
      ),
    },
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement(everyone),
        new PolicyStatement({
          ...everyone,
          effect: Effect.DENY,
          conditions: { StringNotEquals: { "aws:SourceVpce": privateEndpoints } },
        }),
      ],
    }),
  };
}
