import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import { postgres } from "../../../../../../lambdas/data/sql/engines/postgres/engine.ts";

/**
 * Signs anyone in, then answers every statement with a row whose length of a cell lies far
 * outside the message.
 */
const server = createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", () => {
    socket.write(Buffer.concat([message("R", int32(0)), message("Z", Buffer.from("I"))]));
    socket.on("data", () => {
      socket.write(
        message("D", Buffer.concat([Buffer.from([0, 2]), int32(0x00ff_ffff), Buffer.from("abc")])),
      );
    });
  });
});
afterEach(() => server.close());

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const message = (type: string, body: Buffer) =>
  Buffer.concat([Buffer.from(type), int32(body.byteLength + 4), body]);

it("an answer that the driver cannot read ends its connection, and not the process", async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = await postgres.connect({
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    database: "d",
    user: "u",
    password: "",
    tls: null,
    connectTimeoutMs: 5_000,
  });
  await expect(session.reset()).rejects.toMatchObject({ kind: "connection" });
  expect(session.isOpen()).toBe(false);
});
