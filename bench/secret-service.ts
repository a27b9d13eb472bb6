import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** AWS Secrets Manager's protocol on this machine, with one secret for whoever asks. */
export interface SecretService extends AsyncDisposable {
  /** With which AWS's client in a function finds it. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function secretService(secret: string): Promise<SecretService> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ SecretString: secret }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
