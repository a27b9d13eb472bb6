/** Properties of a template's resource, as CloudFormation's JSON has them. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
}

/** Reads a property that must be a text; `what` names the property in the error. */
export type ReadText = (value: unknown, what: string) => string;

/** Stand-ins for what only AWS knows. */
const pseudoParameters = new Map([
  ["AWS::Partition", "aws"],
  ["AWS::Region", "local"],
  ["AWS::AccountId", "000000000000"],
  ["AWS::URLSuffix", "localhost"],
]);

/** CloudFormation's intrinsic functions, as far as this stack's API part uses them. */
export function resolveValue(value: unknown, resources: Readonly<Record<string, TemplateResource>>): unknown {
  const resolve = (inner: unknown) => resolveValue(inner, resources);
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return value;
  const [name, argument] = entry;
  switch (name) {
    case "Ref":
      return pseudoParameters.get(String(argument)) ?? aliasArn(resources[String(argument)]) ?? argument;
    case "Fn::GetAtt": {
      const [id, attribute] = argument as [string, string];
      return arnOf(id, attribute, resources[id]?.Type) ?? `${id}.${attribute}`;
    }
    case "Fn::Join": {
      const [separator, items] = argument as [string, unknown[]];
      return items.map(resolve).join(separator);
    }
    case "Fn::Split": {
      const [separator, whole] = argument as [string, unknown];
      return String(resolve(whole)).split(separator);
    }
    case "Fn::Select": {
      const [index, items] = argument as [number, unknown];
      return (resolve(items) as unknown[])[Number(index)];
    }
    case "Fn::Sub":
      return String(argument).replace(
        /\$\{([^}]+)\}/g,
        (whole, reference: string) => pseudoParameters.get(reference) ?? whole,
      );
    default:
      return value;
  }
}

/** ARNs of which the template uses parts; undefined for an attribute that is none of them. */
function arnOf(id: string, attribute: string, type: string | undefined): string | undefined {
  if (type === "AWS::Lambda::Function" && attribute === "Arn") return functionArn(id);
  if (type === "AWS::RDS::DBProxy" && attribute === "DBProxyArn")
    return `arn:aws:rds:local:000000000000:db-proxy:${id}`;
  return undefined;
}

/** What a reference to an alias is: the ARN of its function, with its name behind. */
function aliasArn(resource: TemplateResource | undefined): string | undefined {
  if (resource?.Type !== "AWS::Lambda::Alias") return undefined;
  const { FunctionName, Name } = resource.Properties as { FunctionName: { Ref: string }; Name: string };
  return `${functionArn(FunctionName.Ref)}:${Name}`;
}

function functionArn(id: string): string {
  return `arn:aws:lambda:local:000000000000:function:${id}`;
}
