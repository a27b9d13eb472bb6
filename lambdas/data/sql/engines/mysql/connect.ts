import { connect as connectSocket, isIP, type Socket } from "node:net";
import mysql2, { type Connection, type ConnectionOptions, type SslOptions } from "mysql2";
import { authorities } from "../authorities.ts";
import { type Server, SqlFailure } from "../engine.ts";
import { connectFailure } from "./errors.ts";

/**
 * Opens a connection and signs in.
 * @param address the numeric address to connect to instead of looking `server.host` up; certificates are
 * still held against `server.host`
 * @throws SqlFailure `authentication`, `connection`, or `other` where the database does not exist
 */
export async function openConnection(server: Server, address?: string): Promise<Connection> {
  if (server.tls?.verify && isIP(server.host) !== 0) {
    // The driver would hold the certificate against "localhost", whatever the address.
    throw new SqlFailure(
      "connection",
      "A server that is to show a certificate must be given by its name, not by an address.",
    );
  }
  const connection = mysql2.createConnection(optionsOf(server, address));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  connection.once("connect", () => resolve());
  connection.once("error", reject);
  try {
    await promise;
    return connection;
  } catch (error) {
    // The driver can still emit errors of a connection that is ending; without a listener they would
    // end the process.
    connection.on("error", () => {});
    endConnection(connection);
    throw connectFailure(error);
  }
}

/**
 * Ends a connection at once. The driver's own `destroy` waits until the server closes its side, and a server
 * that runs a statement does not.
 */
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
  const { host, port } = server;
  return {
    host,
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
    // Rows are read by code that stands here or in the driver, not by code written from the server's answer.
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
    ...(server.tls === null ? {} : { ssl: sslOf(server.tls) }),
    // IAM tokens are sent as they are: only encrypted, and only to a server that has shown its certificate.
    enableCleartextPlugin: server.tls?.verify === true,
  };
}

/**
 * The driver keeps parsed certificates and TLS sessions by the options object, so each
 * setting has one object.
 */
const sslOptions = new WeakMap<NonNullable<Server["tls"]>, SslOptions>();

function sslOf(tls: NonNullable<Server["tls"]>): SslOptions {
  const known = sslOptions.get(tls);
  if (known !== undefined) return known;
  const options: SslOptions = {
    ...authorities(tls),
    rejectUnauthorized: tls.verify,
    verifyIdentity: tls.verify,
    minVersion: "TLSv1.2",
  };
  sslOptions.set(tls, options);
  return options;
}
