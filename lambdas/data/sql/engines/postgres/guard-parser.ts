import type { Duplex } from "node:stream";
import type pg from "pg";

/** The driver's connection, with the method that its types do not have. */
interface Attaching {
  attachListeners: (stream: Duplex) => void;
}

/**
 * Has a connection end where the driver cannot read what arrived. Only this engine needs that: `pg`
 * parses messages in a listener of the socket, where an error that it throws at spoilt bytes would end
 * the whole process.
 */
export function guardParser(client: pg.Client): void {
  const connection = client.connection as unknown as Attaching;
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    const others = new Set(stream.listeners("data"));
    attach(stream);
    for (const listener of stream.listeners("data")) {
      if (others.has(listener)) continue;
      stream.off("data", listener as (chunk: Buffer) => void);
      stream.on("data", (chunk: Buffer) => {
        try {
          listener.call(stream, chunk);
        } catch (cause) {
          stream.destroy(new Error("Connection terminated: what the server sent cannot be read", { cause }));
        }
      });
    }
  };
}
