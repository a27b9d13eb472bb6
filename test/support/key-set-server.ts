import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SigningKey } from "../../local/identity-provider/signing-key.ts";

/** A server that answers every request with `answer`, and counts them. */
export async function countingServer(answer: (response: ServerResponse, count: number) => void) {
  let count = 0;
  const server = createServer((_, response) => answer(response, ++count));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/jwks`,
    count: () => count,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A key set as identity providers publish it (RFC 7517 section 5). */
export function keySet(...keys: readonly SigningKey[]): string {
  return JSON.stringify({
    keys: keys.map(({ publicKey, kid }) => ({
      ...publicKey.export({ format: "jwk" }),
      kid,
      alg: "RS256",
      use: "sig",
    })),
  });
}
