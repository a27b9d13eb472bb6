import { Connection, Request } from "tedious";

/**
 * Signs an administrator of the tests in, without TLS.
 * @param address `mssql://user:password@host:1433/`; the database in it does not count
 */
export function connected(address: string, database: string): Promise<Connection> {
  const url = new URL(address);
  const [userName, secret] = [url.username, url.password].map(decodeURIComponent);
  const connection = new Connection({
    // An IPv6 address stands in brackets in a URL only.
    server: url.hostname.replace(/^\[|\]$/g, ""),
    authentication: { type: "default", options: { userName, password: secret } },
    options: {
      port: Number(url.port || 1433),
      database,
      encrypt: false,
      rowCollectionOnRequestCompletion: true,
      requestTimeout: 30_000,
    },
  });
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

/**
 * Runs a batch, and gives the rows of all its results. @throws Error that begins with the batch's first words
 */
export function rowsOf(connection: Connection, batch: string): Promise<readonly (readonly unknown[])[]> {
  return new Promise((resolve, reject) => {
    const request = new Request(
      batch,
      (error, _, rows: readonly (readonly { readonly value: unknown }[])[]) => {
        if (error) {
          const place = batch.trim().slice(0, 60);
          reject(new Error(`${place}: ${error.message}`, { cause: error }));
        } else resolve(rows.map((row) => row.map(({ value }) => value)));
      },
    );
    connection.execSqlBatch(request);
  });
}
