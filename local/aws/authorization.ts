import type { GatewayAuthorizer } from "./deployment.ts";
import type { AuthorizerContext, AuthorizerEvent } from "./event.ts";
import { FunctionFailed } from "./function-failed.ts";
import { type LocalFunction, textOf } from "./functions.ts";

/** The gateway's own answers that an authorizer leads to (AWS: "Gateway response types for API Gateway"). */
export type Denial =
  | "UNAUTHORIZED"
  | "ACCESS_DENIED"
  | "AUTHORIZER_FAILURE"
  | "AUTHORIZER_CONFIGURATION_ERROR";

/** What the authorizer passes on: its context, every value turned into a string, and `principalId`. */
export type Authorization =
  | { readonly denied: Denial }
  | { readonly denied: null; readonly context: AuthorizerContext };

interface Policy {
  readonly principalId: string;
  readonly policyDocument: { readonly Statement: readonly PolicyStatement[] };
  readonly context?: Readonly<Record<string, string | number | boolean>>;
}

interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * Asks authorizers as the gateway does: an answer is cached by the values of the identity sources, and serves
 * every path.
 */
export function authorization(
  invoke: (authorizer: GatewayAuthorizer) => LocalFunction,
): (
  authorizer: GatewayAuthorizer,
  headers: ReadonlyMap<string, string>,
  event: AuthorizerEvent,
) => Promise<Authorization> {
  const cache = new Map<string, { readonly policy: Policy; readonly until: number }>();
  return async (authorizer, headers, event) => {
    const sources = authorizer.identityHeaders.map((name) => headers.get(name) ?? "");
    // A missing or empty identity source is refused without asking.
    if (sources.includes("")) return { denied: "UNAUTHORIZED" };
    const key = JSON.stringify([authorizer.functionId, ...sources]);
    const cached = cache.get(key);
    if (cached !== undefined && cached.until > Date.now()) return decide(cached.policy, event.methodArn, 0);
    cache.delete(key);
    let policy: unknown;
    const begun = performance.now();
    try {
      policy = JSON.parse(await textOf(await invoke(authorizer).invoke(event)));
    } catch (error) {
      const refused = error instanceof FunctionFailed && error.message === "Unauthorized";
      return { denied: refused ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE" };
    }
    if (!isPolicy(policy)) return { denied: "AUTHORIZER_CONFIGURATION_ERROR" };
    if (authorizer.ttlSeconds > 0) {
      if (cache.size >= maxCached) cache.delete(cache.keys().next().value ?? "");
      cache.set(key, { policy, until: Date.now() + authorizer.ttlSeconds * 1000 });
    }
    return decide(policy, event.methodArn, Math.round(performance.now() - begun));
  };
}

const maxCached = 10_000;

/** @param waitedMs which the gateway passes on; AWS's pages do not say so, events that people publish do */
function decide(
  { principalId, policyDocument, context }: Policy,
  methodArn: string,
  waitedMs: number,
): Authorization {
  const effects = policyDocument.Statement.filter(
    ({ Action, Resource }) =>
      listOf(Action).some((action) => matches(action.toLowerCase(), "execute-api:invoke")) &&
      listOf(Resource).some((resource) => matches(resource, methodArn)),
  ).map(({ Effect }) => Effect);
  if (effects.includes("Deny") || !effects.includes("Allow")) return { denied: "ACCESS_DENIED" };
  const values = Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    denied: null,
    context: { ...Object.fromEntries(values), principalId, integrationLatency: waitedMs },
  };
}

/** IAM's wildcards: `*` for any characters, `?` for one. */
function matches(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(value);
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function isPolicy(value: unknown): value is Policy {
  const { principalId, policyDocument, context } = (value ?? {}) as Partial<Policy>;
  const plain = Object.values(context ?? {}).every((item) =>
    ["string", "number", "boolean"].includes(typeof item),
  );
  return typeof principalId === "string" && Array.isArray(policyDocument?.Statement) && plain;
}
