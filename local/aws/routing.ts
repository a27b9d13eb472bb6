import type { GatewayMethod, GatewayResource } from "./deployment.ts";

/** Where a request goes. */
export interface Match {
  readonly resource: string;
  readonly method: GatewayMethod;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/**
 * Finds the method for a request as the gateway does. Upper and lower case differ. If several resources fit,
 * a literal part wins over a parameter, and a parameter over a greedy parameter such as `{proxy+}`. Returns
 * null if no resource fits, or the best one lacks the method: the gateway answers both with
 * MISSING_AUTHENTICATION_TOKEN.
 */
export function match(resources: readonly GatewayResource[], method: string, path: string): Match | null {
  const parts = path.split("/").slice(1);
  const [best] = resources
    .flatMap((resource) => {
      const found = parameters(resource.path.split("/").slice(1), parts);
      return found === null ? [] : [{ resource, ...found }];
    })
    .sort((one, other) => other.rank.localeCompare(one.rank));
  const found = best?.resource.methods.get(method) ?? best?.resource.methods.get("ANY");
  if (best === undefined || found === undefined) return null;
  const pathParameters = Object.keys(best.values).length === 0 ? null : best.values;
  return { resource: best.resource.path, method: found, pathParameters };
}

/**
 * The parameters that a resource takes from this path, and its rank: a digit for each part, 2 for a literal,
 * 1 for a parameter, 0 for a greedy parameter. Null if the resource does not fit the path.
 */
function parameters(
  pattern: readonly string[],
  parts: readonly string[],
): { readonly rank: string; readonly values: Readonly<Record<string, string>> } | null {
  const values: Record<string, string> = {};
  let rank = "";
  for (const [at, part] of pattern.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    const rest = parts.slice(at).join("/");
    if (greedy !== undefined)
      return rest === "" ? null : { rank: `${rank}0`, values: { ...values, [greedy]: decoded(rest) } };
    const actual = parts[at];
    if (actual === undefined) return null;
    if (name !== undefined && actual !== "") {
      values[name] = decoded(actual);
      rank += "1";
    } else if (part === actual) rank += "2";
    else return null;
  }
  return pattern.length === parts.length ? { rank, values } : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
