import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";

/** A service of AWS that speaks JSON 1.1, on this machine. */
export interface AwsService {
  /** What has been asked for: the action, and the name in the request. */
  readonly asked: string[];
  readonly close: () => void;
}

/**
 * Starts a stand-in, where AWS's own client finds it by AWS's own variables.
 * @param variable of the environment that names the service's address
 * @param nameIn the field of a request with the name of what is asked for
 * @param answer to a name; undefined is AWS's refusal of a name that does not exist, and an object with
 * `__type` another refusal
 */
export async function startAwsService(
  variable: `AWS_ENDPOINT_URL_${string}`,
  nameIn: string,
  answer: (name: string, request: Readonly<Record<string, unknown>>) => object | undefined,
): Promise<AwsService> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asks: Readonly<Record<string, unknown>> = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    // What is to be made has a Name with every service.
    const name = String(asks[nameIn] ?? asks["Name"]);
    asked.push(`${request.headers["x-amz-target"]} ${name}`);
    const found = answer(name, asks);
    const refused = found === undefined || "__type" in found;
    response.writeHead(refused ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(found ?? { __type: "ResourceNotFoundException" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  vi.stubEnv(variable, `http://127.0.0.1:${port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_REGION", "eu-west-1");
  return {
    asked,
    close() {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      server.close();
    },
  };
}
