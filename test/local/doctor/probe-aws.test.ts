import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { probeStack } from "../../../local/doctor/probe-aws.ts";

afterEach(() => vi.unstubAllEnvs());

/** AWS's two services on this machine, as the clients' own settings let them be reached. */
async function services(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    answer(request, response, Buffer.concat(chunks).toString("utf8"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("AWS_ENDPOINT_URL", address);
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "example");
}

/** A message of an event stream (AWS: "Event stream encoding"). */
function message(type: string, payload: Buffer | string): Buffer {
  const header = (name: string, value: string) =>
    Buffer.concat([
      Buffer.from([name.length]),
      Buffer.from(name),
      Buffer.from([7, value.length >> 8, value.length & 255]),
      Buffer.from(value),
    ]);
  const headers = Buffer.concat([
    header(":message-type", "event"),
    header(":event-type", type),
    header(":content-type", "application/octet-stream"),
  ]);
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + body.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const whole = Buffer.concat([prelude, headers, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(whole));
  return Buffer.concat([whole, checksum]);
}

const resources = (members: string) =>
  `<DescribeStackResourcesResponse><DescribeStackResourcesResult><StackResources>${members}` +
  "</StackResources></DescribeStackResourcesResult></DescribeStackResourcesResponse>";
const member = (logical: string, physical: string) =>
  `<member><LogicalResourceId>${logical}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId>` +
  "<ResourceType>AWS::Lambda::Function</ResourceType></member>";

it("invokes the stack's data function, and reads its answer from as many pieces as it comes in", async () => {
  const document = JSON.stringify({ version: "1.2.3", connections: [] });
  const invoked: string[] = [];
  await services((request, response, body) => {
    if (body.includes("DescribeStackResources")) {
      response.setHeader("Content-Type", "text/xml");
      response.end(resources(member("AuthorizerFunction1", "auth-1") + member("DataFunction2B", "data-7")));
      return;
    }
    invoked.push(`${request.url} ${body}`);
    response.setHeader("Content-Type", "application/vnd.amazon.eventstream");
    response.write(message("PayloadChunk", document.slice(0, 10)));
    response.write(message("PayloadChunk", document.slice(10)));
    response.end(message("InvokeComplete", "{}"));
  });
  expect(await probeStack("Sales", null)).toEqual({ version: "1.2.3", connections: [] });
  expect(invoked).toEqual(['/2021-11-15/functions/data-7/response-streaming-invocations {"probe":true}']);
});

it("says that a stack has no data function", async () => {
  await services((_, response) => {
    response.setHeader("Content-Type", "text/xml");
    response.end(resources(member("Other", "other-1")));
  });
  await expect(probeStack("Sales", null)).rejects.toThrow(
    "The stack Sales has no data function in this account and region.",
  );
});

it("says that the function failed", async () => {
  await services((_, response, body) => {
    if (body.includes("DescribeStackResources")) {
      response.setHeader("Content-Type", "text/xml");
      response.end(resources(member("DataFunction2B", "data-7")));
      return;
    }
    response.setHeader("Content-Type", "application/vnd.amazon.eventstream");
    response.end(message("InvokeComplete", JSON.stringify({ ErrorCode: "Unhandled" })));
  });
  await expect(probeStack("Sales", null)).rejects.toThrow(
    "The function data-7 failed (Unhandled): read its log.",
  );
});
