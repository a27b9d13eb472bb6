import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { AnswerUnreadable } from "../../../local/addin/answer-unreadable.ts";
import { ApiRefused, send, TransferCut } from "../../../local/addin/send.ts";
import { accessToken } from "../../../local/identity-provider/access-token.ts";
import { strangersKey } from "../../../local/identity-provider/signing-key.ts";

let close = () => {};
afterEach(() => close());

async function portal(answer: RequestListener, token = "t") {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod/`, token };
}

const rows = Array.from({ length: 20_000 }, (_, at) => [String(at)]);
const document = JSON.stringify({
  ReturnedDataList: [{ Data: JSON.stringify({ Columns: [{ ColumnName: "n" }], Rows: rows }) }],
});

describe("a request of the Addin", () => {
  it("goes to the relative URL under the root, with the token and the type of its body", async () => {
    const seen: unknown[] = [];
    const to = await portal((request, response) => {
      const { method, url, headers } = request;
      seen.push([method, url, headers.authorization, headers["content-type"]]);
      response.end(document);
    });
    await send(to, "/api/Report", {});
    await send(to, "api/Report", {});
    const expected = ["POST", "/prod/api/Report", "Bearer t", "application/json; charset=utf-8"];
    expect(seen).toEqual([expected, expected]);
  });

  it("says that the token's user is signed in", async () => {
    let body = "";
    const token = accessToken(strangersKey(), { issuer: "https://i", user: "u-7" });
    const to = await portal((request, response) => {
      request.on("data", (chunk: Buffer) => {
        body += chunk;
      });
      request.on("end", () => response.end(document));
    }, token);
    await send(to, "x", {});
    expect(body).toContain("<UserId>u-7</UserId>");
  });
});

describe("a token that the API refuses", () => {
  const asked = async (renewed: string) => {
    const seen: (string | undefined)[] = [];
    const to = await portal((request, response) => {
      seen.push(request.headers.authorization);
      if (request.headers.authorization === "Bearer new") response.end(document);
      else response.writeHead(401).end('{"error":"Sign in."}');
    });
    const answer = send({ ...to, renew: async () => renewed }, "x", {});
    return { seen, answer: await answer.then(({ tables }) => tables.length, String) };
  };

  it("is renewed once, and the request sent again", async () => {
    expect(await asked("new")).toEqual({ seen: ["Bearer t", "Bearer new"], answer: 1 });
  });

  it("is not renewed a second time", async () => {
    expect(await asked("old")).toEqual({
      seen: ["Bearer t", "Bearer old"],
      answer: "ApiRefused: 401: Sign in.",
    });
  });
});

describe("an answer", () => {
  it("arrives whole, compressed and in pieces that end within characters", async () => {
    const text = document.replace('["0"]', '["é😀"]').replace('\\"0\\"', '\\"é😀\\"');
    const packed = gzipSync(text);
    const to = await portal((_, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      for (let at = 0; at < packed.length; at += 1000) response.write(packed.subarray(at, at + 1000));
      response.end();
    });
    const { tables } = await send(to, "x", {});
    expect(tables[0]?.rows).toHaveLength(20_000);
    expect(tables[0]?.rows[0]).toEqual(["é😀"]);
  });

  it.each([
    ["plain", Buffer.from(document), {}],
    ["compressed", gzipSync(document), { "Content-Encoding": "gzip" }],
  ])("that is %s and breaks off is not taken for a whole one", async (_, bytes, headers) => {
    const to = await portal((_request, response) => {
      response.writeHead(200, headers);
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    });
    await expect(send(to, "x", {})).rejects.toThrow(TransferCut);
  });

  it.each([
    [401, '{"error":"Sign in."}', "401: Sign in."],
    [403, '{"message":"Forbidden"}', "403: Forbidden"],
    [404, '{"error":{"code":1}}', '404: {"error":{"code":1}}'],
    [500, "null", "500: null"],
    [502, "", "502: Bad Gateway"],
  ])("of status %i with %j is refused with its sentence", async (status, body, message) => {
    const to = await portal((_, response) => response.writeHead(status).end(body));
    const error = await send(to, "x", {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiRefused);
    expect(error).toMatchObject({ status, message });
  });

  it("that is no text is no document", async () => {
    const to = await portal((_, response) => response.end(Uint8Array.of(0x7b, 0xff)));
    await expect(send(to, "x", {})).rejects.toThrow(AnswerUnreadable);
  });
});
