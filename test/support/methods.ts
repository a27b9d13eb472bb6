import type { Template } from "aws-cdk-lib/assertions";

/** A method of a synthesised REST API, with its whole path. */
export interface GatewayMethod {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly authorizerId: unknown;
  readonly integration: Readonly<Record<string, unknown>>;
}

/** Every method in `template`, in no particular order. */
export function methodsOf(template: Template): GatewayMethod[] {
  const resources = template.findResources("AWS::ApiGateway::Resource");
  const pathOf = (id: string | undefined): string => {
    if (id === undefined) return "";
    const { ParentId, PathPart } = resources[id]?.["Properties"] ?? {};
    return `${pathOf(ParentId?.Ref)}/${PathPart}`;
  };
  return Object.values(template.findResources("AWS::ApiGateway::Method")).map(({ Properties }) => ({
    method: Properties.HttpMethod,
    path: pathOf(Properties.ResourceId.Ref) || "/",
    authorization: Properties.AuthorizationType,
    authorizerId: Properties.AuthorizerId?.Ref,
    integration: Properties.Integration,
  }));
}
