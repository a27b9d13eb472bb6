import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";

/** AWS Secrets Manager's protocol on this machine, where AWS's own client finds it by AWS's own variables. */
export interface SecretsManager {
  /** Secrets by their ARN. */
  readonly secrets: Map<string, string>;
  /** What has been asked for. */
  readonly asked: string[];
  readonly close: () => void;
}

export async function startSecretsManager(): Promise<SecretsManager> {
  const secrets = new Map<string, string>();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { SecretId } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { SecretId: string };
    asked.push(`${request.headers["x-amz-target"]} ${SecretId}`);
    const text = secrets.get(SecretId);
    response.writeHead(text === undefined ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(
      JSON.stringify(text === undefined ? { __type: "ResourceNotFoundException" } : { SecretString: text }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", `http://127.0.0.1:${port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_REGION", "eu-west-1");
  return {
    secrets,
    asked,
    close() {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The ARN of a secret by its name. */
export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
}
