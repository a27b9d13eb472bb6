import { connect as connectSocket, type Socket } from "node:net";
import { rootCertificates } from "node:tls";
import mysql2, { type Connection, type ConnectionOptions } from "mysql2";
import type { Server } from "../engine.ts";
import { connectFailure } from "./errors.ts";

export const defaultPort = 3306;

/**
 * Opens a connection and signs in.
 * @param address the numeric address to connect to instead of looking `server.host` up; certificates are still held
 * against `server.host`
 * @throws SqlFailure `authentication`, `connection`, or `other` where the database does not exist
 */
export async function openConnection(server: Server, address?: string): Promise<Connection> {
  const connection = mysql2.createConnection(optionsOf(server, address));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  connection.once("connect", () => resolve());
  connection.once("error", reject);
  try {
    await promise;
    return connection;
  } catch (error) {
    // The driver can still speak of an ending connection, and nobody listens any more.
    connection.on("error", () => {});
    endConnection(connection);
    throw connectFailure(error);
  }
}

/** Ends a connection at once: the driver's own `destroy` waits for the server to close its side, which one that works does not. */
export function endConnection(connection: Connection): void {
  connection.destroy();
  socketOf(connection)?.destroy();
}

/** The address that a connection was made to, undefined once it is closed. */
export function addressOf(connection: Connection): string | undefined {
  return socketOf(connection)?.remoteAddress;
}

/** The driver has the socket as a property, but not in its types. */
function socketOf(connection: Connection): Socket | undefined {
  return (connection as unknown as { readonly stream?: Socket }).stream;
}

function optionsOf(server: Server, address: string | undefined): ConnectionOptions {
  const port = server.port ?? defaultPort;
  return {
    host: server.host,
    port,
    user: server.user,
    password: server.password,
    database: server.database,
    connectTimeout: server.connectTimeoutMs,
    charset: "utf8mb4",
    // Nothing is to be rounded or moved between zones on its way.
    timezone: "Z",
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    decimalNumbers: false,
    jsonStrings: true,
    rowsAsArray: true,
    multipleStatements: false,
    // Rows are read by code that stands in the driver, not by code it would write from the server's answer.
    disableEval: true,
    maxPreparedStatements: 100,
    flags: [
      // A server must not be able to ask for files of the function.
      "-LOCAL_FILES",
      // Counts rows changed rather than rows found, and leaves the parser as the server has it.
      "-FOUND_ROWS",
      "-IGNORE_SPACE",
      "-ODBC",
    ],
    ...(address === undefined ? {} : { stream: () => connectSocket({ host: address, port, noDelay: true }) }),
    ...(server.tls === null
      ? {}
      : {
          ssl: {
            // The driver hands `ca` to Node in place of its roots, so none is given where there are none.
            ...(server.tls.ca.length === 0 ? {} : { ca: [...rootCertificates, ...server.tls.ca] }),
            rejectUnauthorized: server.tls.verify,
            verifyIdentity: server.tls.verify,
            minVersion: "TLSv1.2",
          },
        }),
    // IAM tokens are sent as they are: only to a server that has shown who it is, on a line nobody reads.
    enableCleartextPlugin: server.tls?.verify === true,
  };
}
