import type { GatewayMethod, GatewayResource } from "./deployment.ts";

/** Where a request goes. */
export interface Match {
  readonly resource: string;
  readonly method: GatewayMethod;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** Finds the method for a request; null where the gateway answers MISSING_AUTHENTICATION_TOKEN. */
export type FindMethod = (method: string, path: string) => Match | null;

/** A part of a resource's path: a name that stands there, or a parameter. */
interface Part {
  readonly kind: "literal" | "parameter" | "greedy";
  readonly name: string;
}

/**
 * Finds methods as the gateway does. Upper and lower case differ. If several resources fit, a literal part
 * wins over a parameter, and a parameter over a greedy parameter such as `{proxy+}`. There is no method where
 * no resource fits, or the best one lacks the method.
 */
export function routing(resources: readonly GatewayResource[]): FindMethod {
  const ranked = resources
    .map((resource) => ({ resource, pattern: patternOf(resource.path) }))
    .sort((one, other) => rank(other.pattern).localeCompare(rank(one.pattern)));
  return (method, path) => {
    const parts = path.split("/").slice(1);
    for (const { resource, pattern } of ranked) {
      const values = parameters(pattern, parts);
      if (values === null) continue;
      const found = resource.methods.get(method) ?? resource.methods.get("ANY");
      if (found === undefined) return null;
      const pathParameters = Object.keys(values).length === 0 ? null : values;
      return { resource: resource.path, method: found, pathParameters };
    }
    return null;
  };
}

function patternOf(path: string): readonly Part[] {
  return path
    .split("/")
    .slice(1)
    .map((part) => {
      const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
      if (greedy !== undefined) return { kind: "greedy", name: greedy };
      const parameter = /^\{(.+)\}$/.exec(part)?.[1];
      if (parameter !== undefined) return { kind: "parameter", name: parameter };
      return { kind: "literal", name: part };
    });
}

/** A digit for each part. Of the patterns that fit a path, the one with the highest digits is best. */
function rank(pattern: readonly Part[]): string {
  return pattern.map(({ kind }) => ({ literal: 2, parameter: 1, greedy: 0 })[kind]).join("");
}

/** The parameters that a pattern takes from this path; null if it does not fit the path. */
function parameters(
  pattern: readonly Part[],
  parts: readonly string[],
): Readonly<Record<string, string>> | null {
  const values: Record<string, string> = {};
  for (const [at, { kind, name }] of pattern.entries()) {
    if (kind === "greedy") {
      const rest = parts.slice(at).join("/");
      return rest === "" ? null : { ...values, [name]: decoded(rest) };
    }
    const actual = parts[at];
    if (actual === undefined) return null;
    if (kind === "literal" ? actual !== name : actual === "") return null;
    if (kind === "parameter") values[name] = decoded(actual);
  }
  return pattern.length === parts.length ? values : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
