import { PassThrough, type Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import type { Identity } from "../../lambdas/identity.ts";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { DataSettings } from "../../lambdas/settings/data.ts";
import { encodeSettings } from "../../lambdas/settings/functions.ts";

/** What the data function answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** The body as JSON, unpacked. */
  readonly json: unknown;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly user?: Identity | null;
  /** What the gateway adds to the authorizer's context. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers with several values; of each, `headers` of the gateway's event has the last. */
  readonly repeated?: Readonly<Record<string, readonly string[]>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly base64?: boolean;
  readonly remainingMs?: number;
  readonly sourceIp?: string;
}

export const mary: Identity = {
  issuer: "https://auth.example.com",
  subject: "42",
  principal: "https://auth.example.com#42",
  userId: "user-1",
  userNumber: 7,
  clientNumber: 8,
  loginName: "mary@example.com",
  clientId: "client-1",
  scopes: ["openid", "data"],
  roles: [],
  expiresAt: 4_102_444_800,
};

/**
 * Calls the data function as the runtime does. The runtime's streaming interface is provided in memory here;
 * the end-to-end tests run the bundle on the emulator's.
 */
export async function ask(question: Ask): Promise<Answer> {
  const { handler } = await dataFunction;
  const stream: Writable & { metadata?: Metadata } = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await handler(event(question), stream, context(question.remainingMs ?? 300_000));
  const { statusCode, headers } = stream.metadata ?? { statusCode: 0, headers: {} };
  const bytes = Buffer.concat(chunks);
  const plain = unpack[headers["Content-Encoding"] ?? ""]?.(bytes) ?? bytes;
  return { status: statusCode, headers, bytes, json: JSON.parse(plain.toString("utf8")) };
}

const unpack: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** Invokes the function with any event, and gives the bytes of its answer as text. */
export async function invoke(any: object): Promise<string> {
  const { handler } = await dataFunction;
  const stream = new PassThrough();
  const answer = text(stream);
  await handler(any, stream, context(300_000));
  return answer;
}

interface Metadata {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

type Handler = (event: object, stream: Writable, context: Context) => Promise<void>;

const dataFunction: Promise<{ handler: Handler }> = (async () => {
  Object.assign(
    process.env,
    encodeSettings(DataSettings, {
      name: "test-api",
      version: "1.2.3",
      corsOrigin: "*",
      examples: true,
      contradictingIds: "refuse",
      contradictingNames: "log",
    }),
  );
  process.env["LOG_LEVEL"] = "SILENT";
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (inner: Handler) => inner,
      HttpResponseStream: {
        from: (stream: Writable, metadata: Metadata) => Object.assign(stream, { metadata }),
      },
    },
  });
  // The function takes over what becomes of unawaited promises; those of a test are the test runner's.
  const listeners = process.listeners("unhandledRejection");
  const module: unknown = await import("../../lambdas/data/handler.ts");
  process.removeAllListeners("unhandledRejection");
  for (const listener of listeners) process.on("unhandledRejection", listener);
  return module as { handler: Handler };
})();

/** What the gateway makes of a request. */
export function event(question: Ask): APIGatewayProxyEvent {
  const { method = "POST", path, user = mary, headers = {}, query = {}, body } = question;
  const single = Object.entries(headers).map(([name, value]) => [name, [value]]);
  const lasts = Object.entries(question.repeated ?? {}).map(([name, values]) => [name, values.at(-1)]);
  const partial = {
    resource: "/{proxy+}",
    path: `/base${path}`,
    pathParameters: { proxy: path.slice(1) },
    httpMethod: method,
    headers: { ...headers, ...Object.fromEntries(lasts) },
    multiValueHeaders: { ...Object.fromEntries(single), ...question.repeated },
    queryStringParameters: query,
    body: body ?? null,
    isBase64Encoded: question.base64 ?? false,
    requestContext: {
      requestId: "request-1",
      identity: { sourceIp: question.sourceIp ?? "192.0.2.1" },
      authorizer: user === null ? null : { ...encodeIdentity(user), ...question.authorizer },
    },
  };
  return partial as unknown as APIGatewayProxyEvent;
}

function context(remainingMs: number): Context {
  return { awsRequestId: "invocation-1", getRemainingTimeInMillis: () => remainingMs } as Context;
}
