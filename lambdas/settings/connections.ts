import * as v from "valibot";
import { filledText, pattern, wholeNumber } from "./checks.ts";
import { clientMapEntries } from "./client-map.ts";
import { Clients } from "./clients.ts";

/**
 * A database that reports may use, as settings describe it. No secret stands here: a password is in AWS
 * Secrets Manager, or AWS issues a token in its place.
 */

const sourceEntries = {
  /**
   * ARN of the secret in AWS Secrets Manager with user and password: an RDS secret or a connection string.
   */
  secret: v.exactOptional(
    pattern(
      /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/,
      "it must be the ARN of a secret in AWS Secrets Manager",
    ),
  ),
  /** Signs in to RDS or Aurora as `user` with a token of AWS instead of a password. */
  iam: v.exactOptional(
    v.strictObject({
      user: filledText,
      /** `db-…`, `cluster-…` or `prx-…` (AWS: "Creating and using an IAM policy for IAM database access"). */
      resourceId: pattern(/^[A-Za-z0-9-]+$/, "it must be the resource id of the database, cluster or proxy"),
    }),
  ),
  /**
   * Address with user, password and database in it. For `npm start` alone: the stack's settings refuse it
   * (`lib/settings.ts`), because what stands there ends up readable in the template.
   */
  url: v.exactOptional(
    v.pipe(
      v.string(),
      v.check(
        (text) => URL.canParse(text) && new URL(text).hostname !== "",
        "it must be an address such as postgres://user:password@host:5432/database",
      ),
    ),
  ),
  /** Where the database is, unless the secret or the URL says so. */
  host: v.exactOptional(pattern(/^[A-Za-z0-9.:-]+$/, "it must be a host name or an address")),
  port: v.exactOptional(wholeNumber(1, 65_535)),
  database: v.exactOptional(filledText),
};

const Source = v.strictObject(sourceEntries);
/** Where a database is and how to sign in. */
export type SourceSettings = v.InferOutput<typeof Source>;

/** Patterns of names: `schema.name`, with `*` for any characters in either part. */
const patterns = (what: string) =>
  v.array(
    pattern(
      /^[^.\s"[\]`;]+\.[^.\s"[\]`;]+$/,
      `it must name ${what} as schema.name; * stands for any characters`,
    ),
  );

const Connection = v.pipe(
  v.strictObject({
    /** What data portals (`ConnectionStringName`) and reports call it, in any letter case. */
    name: pattern(
      /^[A-Za-z][\w-]{0,63}$/,
      "it must begin with a letter and hold only letters, digits, _ and -",
    ),
    engine: v.picklist(
      ["postgres", "mysql", "sqlserver"],
      "it must be postgres, mysql or sqlserver; this API has no driver for Oracle, MongoDB, ODBC or any other database",
    ),
    /** Whose users may use it, of those whom the deployment admits; all of them unless set. */
    clients: v.exactOptional(Clients),
    ...sourceEntries,
    /**
     * A database of its own for each Interject client, by the client's public id. Callers reach their own
     * client's database alone, and no database where their client is not listed.
     */
    perClient: v.exactOptional(v.record(filledText, Source)),
    ...clientMapEntries,
    /**
     * `verify` is TLS with a certificate of a public or RDS authority; `unverified` takes any certificate.
     */
    tls: v.exactOptional(v.picklist(["verify", "unverified", "off"])),
    /** ARN of the KMS key of the secrets, where that is not AWS's own key for Secrets Manager. */
    kmsKey: v.exactOptional(
      pattern(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, "it must be the ARN of a key in AWS KMS"),
    ),
    /** Connections at a time in each process of the function. */
    poolSize: v.optional(wholeNumber(1, 20), 2),
    /** Time that one command may take, whatever a data portal asks for. */
    statementSeconds: v.optional(wholeNumber(1, 890), 170),
    /** Who begins and ends the transactions of `POST /api/v1/sql`. Default: {@link transactionOwner}. */
    transaction: v.exactOptional(v.picklist(["request", "routine"])),
    /** Which routines `POST /api/v1/sql` may call; none unless listed. */
    routines: v.optional(patterns("routines"), []),
    /** Which tables and views a data portal of command type TableDirect may read; none unless listed. */
    tables: v.optional(patterns("tables"), []),
    /**
     * What a blank number, boolean or date of a data portal is for a routine: NULL unless set, or what
     * Interject's .NET API makes of it, 0, false and a first day.
     */
    blanks: v.exactOptional(v.picklist(["null", "dotnet"])),
    /**
     * The types of the columns that `POST /api/v1/sql` answers: the database's unless set, or all of them
     * String.
     */
    columnTypes: v.exactOptional(v.picklist(["declared", "string"])),
    /** Lets anyone with a token send any statement (command type Text). */
    allowText: v.optional(v.boolean(), false),
  }),
  v.forward(
    v.check(
      ({ perClient, perClientFrom, ...own }) =>
        [own, ...Object.values(perClient ?? {})].every(hasOneWay(perClient ?? perClientFrom)),
      "it needs secret, iam or url, exactly one of them, with perClient in each client and nowhere else, with perClientFrom nowhere",
    ),
    ["engine"],
  ),
  v.forward(
    v.check(
      ({ perClient, perClientFrom }) => perClient === undefined || perClientFrom === undefined,
      "it and perClient exclude each other",
    ),
    ["perClientFrom"],
  ),
  v.forward(
    v.check(
      ({ perClientFrom, perClientSecrets }) => perClientFrom !== undefined || perClientSecrets === undefined,
      "it is for perClientFrom",
    ),
    ["perClientSecrets"],
  ),
  v.forward(
    v.check(
      ({ perClient, ...own }) =>
        [own, ...Object.values(perClient ?? {})].every(
          ({ iam, host, database }) =>
            iam === undefined ||
            ((host ?? own.host) !== undefined && (database ?? own.database) !== undefined),
        ),
      "with iam it is needed, as is database",
    ),
    ["host"],
  ),
  v.forward(
    v.check(
      ({ engine, perClient, ...own }) =>
        engine !== "sqlserver" ||
        [own, ...Object.values(perClient ?? {})].every(({ iam }) => iam === undefined),
      "iam is for postgres and mysql",
    ),
    ["iam"],
  ),
);
export type ConnectionSettings = v.InferOutput<typeof Connection>;

/**
 * Who begins and ends transactions. `request`: all that a request does is one transaction of this API's.
 * `routine`: nothing is wrapped around a routine, so that its own BEGIN, COMMIT and ROLLBACK count.
 */
export type TransactionOwner = "request" | "routine";

/**
 * The owner of the transactions that data portals ask for. Procedures for Interject's .NET API, which wraps
 * nothing, are written for SQL Server and MySQL: there it is the routine unless the settings say otherwise.
 */
export function transactionOwner({ transaction, engine }: ConnectionSettings): TransactionOwner {
  return transaction ?? (engine === "postgres" ? "request" : "routine");
}

/** The npm package of each engine's driver: the stack deploys those of the engines in the settings alone. */
export const drivers: Readonly<Record<ConnectionSettings["engine"], string>> = {
  postgres: "pg",
  mysql: "mysql2",
  sqlserver: "tedious",
};

/** Every place where a connection signs in, as the settings say it: its own, or the place of each client. */
export function sourcesOf(connection: ConnectionSettings): readonly SourceSettings[] {
  if (connection.perClientFrom !== undefined) return [];
  return connection.perClient === undefined ? [connection] : Object.values(connection.perClient);
}

/**
 * Whether a part has one way to sign in. With places for clients the connection itself, the first part, must
 * have none.
 */
function hasOneWay(perClient: unknown) {
  return ({ secret, iam, url }: SourceSettings, index: number): boolean => {
    const ways = [secret, iam, url].filter((way) => way !== undefined).length;
    return ways === (perClient !== undefined && index === 0 ? 0 : 1);
  };
}

/** The databases that reports and data portals can name. */
export const ConnectionList = v.pipe(
  v.array(Connection, "it must be a list of connections"),
  v.check(
    (connections) => new Set(connections.map(({ name }) => name.toLowerCase())).size === connections.length,
    "it must not name a connection twice",
  ),
);
