import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment, FunctionConfig } from "../../local/aws/deployment.ts";
import {
  type AuthorizerContext,
  type AuthorizerEvent,
  authorizedEvent,
  authorizerEvent,
  type ProxyEvent,
  proxyEvent,
} from "../../local/aws/event.ts";
import { routing } from "../../local/aws/routing.ts";
import { readDeployment } from "../../local/aws/template.ts";
import { type LocalConnection, withConnections } from "../../local/local-connections.ts";
import { synthesise } from "../../local/synthesise.ts";

/** A stack that has been synthesised, with nothing of it running. */
export interface Synthesised {
  readonly authorizer: FunctionConfig;
  readonly data: FunctionConfig;
  /** The events that the gateway makes of a POST request. */
  readonly events: (path: string, body: string, token?: string) => GatewayEvents;
  readonly close: () => void;
}

export interface GatewayEvents {
  readonly forAuthorizer: AuthorizerEvent;
  /** @param context what the authorizer answered */
  readonly forData: (context: AuthorizerContext) => ProxyEvent;
}

/**
 * @param settings of the stack, as variables of the environment
 * @param connections that the data function has besides, as in `npm start`
 */
export async function synthesised(
  settings: Readonly<Record<string, string>>,
  connections: readonly LocalConnection[] = [],
): Promise<Synthesised> {
  const directory = mkdtempSync(join(tmpdir(), "synthesised-"));
  await synthesise(directory, settings, new Set(connections.map(({ engine }) => engine)));
  const deployment = readDeployment(directory);
  const named = (name: string): FunctionConfig => {
    const found = [...deployment.functions].find(([id]) => id.startsWith(name));
    if (found === undefined) throw new Error(`The stack has no ${name}`);
    return found[1];
  };
  return {
    authorizer: named("AuthorizerFunction"),
    data: withConnections(named("DataFunction"), connections),
    events: (path, body, token) => eventsFor(deployment, path, body, token),
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function eventsFor(deployment: Deployment, path: string, body: string, token?: string): GatewayEvents {
  const found = routing(deployment.resources)("POST", path);
  if (found === null) throw new Error(`The stack has no ${path}`);
  const request = {
    method: "POST",
    path,
    query: new URLSearchParams(),
    headers: [
      ["Content-Type", "application/json"],
      ["X-Correlation-ID", "test"],
      ...(token === undefined ? [] : [["Authorization", `Bearer ${token}`] as const]),
    ] as const,
    body: Buffer.from(body),
    sourceIp: "192.0.2.1",
    requestId: "request-1",
  };
  const event = proxyEvent(request, found, deployment.stage);
  return {
    forAuthorizer: authorizerEvent(event),
    forData: (context) => authorizedEvent(event, context),
  };
}
