import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";

/**
 * A port that nothing listens at now, for a program that cannot choose one itself.
 * @param inARow how many ports from there on are to be free
 */
export async function freePort(inARow = 1): Promise<number> {
  for (;;) {
    const servers: Server[] = [];
    try {
      const first = await listening(0);
      servers.push(first);
      const { port } = first.address() as AddressInfo;
      while (servers.length < inARow) servers.push(await listening(port + servers.length));
      return port;
    } catch {
      // One of them is taken, or there are no more: another first port may do.
    } finally {
      for (const server of servers) {
        server.close();
        await once(server, "close");
      }
    }
  }
}

async function listening(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
