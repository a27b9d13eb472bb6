import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionConfig, GatewayMethod } from "../../local/aws/deployment.ts";
import { localFunction } from "../../local/aws/functions.ts";
import { gatewayServer, type RunningDeployment } from "../../local/aws/gateway.ts";

/** A gateway with two functions of a test's own: `authorizer` and `data`, each the source of a module. */
export async function testGateway(sources: {
  readonly authorizer: string;
  readonly data: string;
  readonly ttlSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly concurrency?: number;
  readonly endsAbandoned?: boolean;
}) {
  const folder = mkdtempSync(join(tmpdir(), "gateway-test-"));
  const lines: string[] = [];
  const config = (id: "authorizer" | "data"): FunctionConfig => {
    const directory = mkdtempSync(join(folder, id));
    writeFileSync(join(directory, "index.mjs"), sources[id]);
    return {
      id,
      directory,
      handler: "index.handler",
      environment: { DECLARED: "yes" },
      memoryMb: 256,
      timeoutSeconds: sources.timeoutSeconds ?? 10,
    };
  };
  const configs = new Map([config("authorizer"), config("data")].map((made) => [made.id, made]));
  const running = new Map(
    [...configs].map(([id, made]) => [
      id,
      localFunction(made, sources.concurrency ?? 2, (line) => lines.push(line), sources.endsAbandoned),
    ]),
  );
  const authorizer = {
    functionId: "authorizer",
    identityHeaders: ["authorization"],
    ttlSeconds: sources.ttlSeconds ?? 300,
  };
  const integration = { type: "lambda", functionId: "data", streams: true, timeoutMs: 20_000 } as const;
  const open: GatewayMethod = { authorizer: null, integration };
  const closed: GatewayMethod = { authorizer, integration };
  const deployment: RunningDeployment = {
    stage: "test",
    resources: [
      { path: "/open", methods: new Map([["POST", open]]) },
      { path: "/closed", methods: new Map([["GET", closed]]) },
      { path: "/other", methods: new Map([["GET", closed]]) },
    ],
    responses: new Map([
      [
        "ACCESS_DENIED",
        {
          status: 403,
          headers: { "X-From": "template" },
          template: '{"error":"no","requestId":"$context.requestId"}',
        },
      ],
      ["DEFAULT_5XX", { status: null, headers: {}, template: '{"error":"server"}' }],
    ]),
    functions: configs,
    running,
  };
  const server = gatewayServer(() => deployment);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    stats: (id: "authorizer" | "data") => running.get(id)?.stats(),
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all([...running.values()].map((made) => made.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A streaming handler whose body is `statements`; `event`, `stream` and `context` are in reach. */
export function streamingHandler(statements: string): string {
  return `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${statements} });`;
}

/** Answers 200 with `expression` as JSON. */
export function answering(expression: string): string {
  return streamingHandler(`
    const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { "Content-Type": "application/json" } });
    body.write(JSON.stringify(${expression}) ?? "null");
    body.end();`);
}

/** An authorizer that allows `resource` to everyone. */
export function allowing(resource: string): string {
  return `export const handler = async () => ({
    principalId: "someone",
    policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: ${JSON.stringify(resource)} }] },
    context: { number: 7, flag: true },
  });`;
}
