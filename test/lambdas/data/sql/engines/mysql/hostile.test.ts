import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { Server } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { mysql } from "../../../../../../lambdas/data/sql/engines/mysql/engine.ts";
import { askForClearPassword, askForFile, type HostileServer, hostileServer, ok } from "./hostile-server.ts";
import { failureOf } from "./server.ts";

describe("a server that is not what it seems", () => {
  let server: HostileServer | undefined;
  afterEach(() => server?.close());

  const connect = async (answers: readonly Buffer[], other: Partial<Server> = {}) => {
    server = await hostileServer(answers);
    return mysql.connect({
      host: "127.0.0.1",
      port: server.port,
      database: "ledger",
      user: "api",
      password: "a-secret-token",
      tls: null,
      connectTimeoutMs: 2_000,
      ...other,
    });
  };

  it("does not get a password as it is on a line without TLS", async () => {
    const failure = await failureOf(connect([askForClearPassword(), ok]));
    expect(failure.kind).toBe("connection");
    expect(failure.message).not.toContain("a-secret-token");
    expect(server?.received().toString("latin1")).toContain("api\0");
    expect(server?.received().toString("latin1")).not.toContain("a-secret-token");
  });

  it("does not get a file of this machine", async () => {
    // The first statement after signing in is answered with a wish for a file.
    await failureOf(connect([ok, askForFile(import.meta.filename), ok]));
    const start = readFileSync(import.meta.filename, "latin1").slice(0, 40);
    expect(server?.received().toString("latin1")).toContain("SET NAMES");
    // CLIENT_LOCAL_FILES in the client's capabilities, behind the packet's header.
    expect((server?.received().readUInt32LE(4) ?? 0x80) & 0x80).toBe(0);
    expect(server?.received().toString("latin1")).not.toContain(start);
  });

  it("does not get the user's name or password without TLS where TLS is asked for", async () => {
    const tls = { ca: [], verify: false };
    expect(await failureOf(connect([ok], { tls }))).toMatchObject({ kind: "connection" });
    expect(server?.received().toString("latin1")).toBe("");
  });

  it("is not taken for another by its address, for a certificate names hosts", async () => {
    const tls = { ca: [], verify: true };
    const failure = await failureOf(connect([ok], { tls }));
    expect(failure).toMatchObject({ kind: "connection", message: expect.stringContaining("by its name") });
    expect(server?.received().toString("latin1")).toBe("");
  });

  it("is not waited for when it falls silent once it has signed the user in", async () => {
    const failure = await failureOf(connect([ok], { connectTimeoutMs: 300 }));
    expect(failure.kind).toBe("connection");
    expect(server?.received().toString("latin1")).toContain("SET NAMES");
  });
});
