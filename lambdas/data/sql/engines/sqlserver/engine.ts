import "./exact-numbers.ts";
import { getCACertificates } from "node:tls";
import { Connection, type ConnectionConfiguration } from "tedious";
import type { Engine, Server, Session } from "../engine.ts";
import { connectFailure } from "./errors.ts";
import { sessionOn } from "./session.ts";

const defaultPort = 1433;

/** SQL Server and Azure SQL, through tedious. Signs in with a user and password of the server's own. */
export const sqlServer: Engine = {
  connect: (server) =>
    new Promise<Session>((resolve, reject) => {
      const connection = new Connection(configuration(server));
      let refusal: number | undefined;
      connection.on("errorMessage", ({ number }) => {
        refusal ??= number;
      });
      // Without a listener an error that comes late would end the process; the first one is told below.
      connection.on("error", () => {});
      connection.connect((error) => {
        if (error) reject(connectFailure(error, refusal));
        else resolve(sessionOn(connection));
      });
    }),
};

function configuration(server: Server): ConnectionConfiguration {
  const { tls } = server;
  return {
    server: server.host,
    authentication: { type: "default", options: { userName: server.user, password: server.password } },
    options: {
      port: server.port ?? defaultPort,
      database: server.database,
      appName: "Interject data API",
      connectTimeout: server.connectTimeoutMs,
      // Whether to try again is for the pool to say.
      maxRetriesOnTransientErrors: 0,
      requestTimeout: 0,
      encrypt: tls !== null,
      trustServerCertificate: tls !== null && !tls.verify,
      cryptoCredentialsDetails: tls?.ca.length ? { ca: [...getCACertificates("default"), ...tls.ca] } : {},
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
