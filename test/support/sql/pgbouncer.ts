import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresServer } from "./postgres.ts";
import type { SqlServer } from "./server.ts";

/** On Debian, the user `nobody`: PgBouncer refuses to run as root. */
const nobody = 65_534;

/**
 * A PostgreSQL server of the contract suite behind a PgBouncer of its own, which lends a connection for one
 * transaction at a time.
 * @param url of a PostgreSQL server, for a user who may create databases and users
 * @param program the path of `pgbouncer`
 */
export async function pgbouncerServer(url: string, program: string): Promise<SqlServer> {
  const server = await postgresServer(url);
  const behind = new URL(server.url);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "pgbouncer-"));
  chmodSync(folder, 0o755);
  const users = join(folder, "users.txt");
  writeFileSync(users, `"${behind.username}" "${behind.password}"\n`);
  const settings = join(folder, "pgbouncer.ini");
  writeFileSync(
    settings,
    [
      "[databases]",
      `* = host=${behind.hostname} port=${behind.port || 5432}`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = trust",
      `auth_file = ${users}`,
      "pool_mode = transaction",
      // As docs/databases.md asks for: what a routine leaves behind must not meet another caller.
      "server_reset_query_always = 1",
    ].join("\n"),
  );
  const isRoot = process.getuid?.() === 0;
  const running = spawn(program, [settings], {
    stdio: "ignore",
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  const exited = once(running, "exit");
  await answering(port);
  const front = new URL(behind);
  front.hostname = "127.0.0.1";
  front.port = String(port);
  return {
    ...server,
    url: front.href,
    cannotEnd: "PgBouncer decides which connection a transaction gets",
    async close() {
      running.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
      await server.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** @throws Error where nothing answers after five seconds */
async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const socket = connect(port, "127.0.0.1");
    const connected = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("PgBouncer does not answer");
}
