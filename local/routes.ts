import type { Deployment } from "./aws/deployment.ts";

/** A method of a path that the gateway serves. */
export interface ServedRoute {
  readonly method: string;
  readonly path: string;
  /** Whether it answers without a token. */
  readonly isPublic: boolean;
}

/**
 * The routes of a deployment, in the order of their paths. Left out is what stands in the template for the
 * gateway's sake: the resource that takes every other path, the answers to browsers' preflight requests, and
 * public paths once more in lower case.
 */
export function servedRoutes({ resources }: Deployment): ServedRoute[] {
  const named = resources.filter(({ path }) => !path.includes("{"));
  const mixed = new Set(named.map(({ path }) => path).filter((path) => path !== path.toLowerCase()));
  const repeated = new Set([...mixed].map((path) => path.toLowerCase()));
  return named
    .filter(({ path }) => !repeated.has(path))
    .flatMap(({ path, methods }) =>
      [...methods]
        .filter(([, { integration }]) => integration.type === "lambda")
        .map(([method, { authorizer }]) => ({ method, path, isPublic: authorizer === null })),
    )
    .toSorted((one, other) => one.path.localeCompare(other.path, "en"));
}
