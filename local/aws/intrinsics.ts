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
      return pseudoParameters.get(String(argument)) ?? argument;
    case "Fn::GetAtt": {
      const [id, attribute] = argument as [string, string];
      const isFunction = resources[id]?.Type === "AWS::Lambda::Function" && attribute === "Arn";
      return isFunction ? `arn:aws:lambda:local:000000000000:function:${id}` : `${id}.${attribute}`;
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
