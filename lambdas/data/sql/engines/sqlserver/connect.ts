import "./exact-numbers.ts";
import { Connection, type ConnectionConfiguration } from "tedious";
import { authorities } from "../authorities.ts";
import type { Server } from "../engine.ts";
import { connectFailure } from "./errors.ts";

/**
 * Opens a connection and signs in.
 * @throws SqlFailure `authentication`, `connection`
 */
export async function openConnection(server: Server): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  const connection = new Connection(configuration(server));
  let refusal: number | undefined;
  connection.on("errorMessage", ({ number }) => {
    refusal ??= number;
  });
  // Without a listener an error that comes late would end the process; `connect` below is told the first one.
  connection.on("error", () => {});
  connection.connect((error) => {
    if (error) reject(connectFailure(error, refusal));
    else resolve(connection);
  });
  return promise;
}

function configuration(server: Server): ConnectionConfiguration {
  const { tls } = server;
  return {
    server: server.host,
    authentication: authenticationOf(server),
    options: {
      port: server.port,
      database: server.database,
      readOnlyIntent: server.readOnly ?? false,
      // Where a name has several addresses, as an availability group's has, all are tried at once: the first
      // may be of a subnet that is not in use (Microsoft: "SqlClient support for high availability").
      multiSubnetFailover: true,
      appName: "Interject data API",
      connectTimeout: server.connectTimeoutMs,
      // The pool decides whether to try again.
      maxRetriesOnTransientErrors: 0,
      requestTimeout: 0,
      encrypt: tls !== null,
      trustServerCertificate: tls !== null && !tls.verify,
      cryptoCredentialsDetails: tls === null ? {} : authorities(tls),
      // An error ends the whole transaction: all rows are saved, or none.
      abortTransactionOnError: true,
      enableArithAbort: true,
      useUTC: true,
      useColumnNames: false,
      rowCollectionOnRequestCompletion: false,
      lowerCaseGuids: true,
    },
  };
}

function authenticationOf(server: Server): NonNullable<ConnectionConfiguration["authentication"]> {
  const { user, password, accessToken } = server;
  if (accessToken === undefined) return { type: "default", options: { userName: user, password } };
  return { type: "azure-active-directory-access-token", options: { token: accessToken } };
}
