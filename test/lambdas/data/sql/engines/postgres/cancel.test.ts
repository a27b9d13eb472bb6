import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type pg from "pg";
import { expect, it } from "vitest";
import { cancelRequest } from "../../../../../../lambdas/data/sql/engines/postgres/cancel.ts";

it("a cancel request leaves its connection open until the server has taken it and closes", async () => {
  let hasEnded = false;
  const taken: { bytes: Buffer; hasEnded: boolean }[] = [];
  const server = createServer((socket) => {
    socket.on("end", () => {
      hasEnded = true;
    });
    socket.once("data", (bytes) => {
      // An end that was sent with the message arrives within a few turns.
      setTimeout(() => {
        taken.push({ bytes, hasEnded });
        socket.end();
      }, 50);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = { processID: 7, secretKey: 9 } as unknown as pg.Client;
  await cancelRequest(
    { host: "127.0.0.1", port, database: "d", user: "u", password: "", tls: null, connectTimeoutMs: 1_000 },
    client,
  );
  expect(taken).toEqual([{ bytes: Buffer.from("0000001004d2162e0000000700000009", "hex"), hasEnded: false }]);
  server.close();
});
