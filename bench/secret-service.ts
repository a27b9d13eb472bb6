import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { selfSigned } from "../test/support/certificate.ts";

/** AWS Secrets Manager's protocol on this machine, with one secret for whoever asks. */
export interface SecretService extends AsyncDisposable {
  /** With which AWS's client in a function finds it and trusts it. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Over TLS, as on AWS: for a plain address AWS's client would load `node:http`, and with it Node's `fetch`.
 * @param folder for the certificate
 */
export async function secretService(secret: string, folder: string): Promise<SecretService> {
  const certificate = selfSigned();
  const file = join(folder, "secret-service.pem");
  writeFileSync(file, certificate.cert);
  const server = createServer(certificate, (_, response) => {
    response.writeHead(200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ SecretString: secret }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://localhost:${port}`,
      NODE_EXTRA_CA_CERTS: file,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
