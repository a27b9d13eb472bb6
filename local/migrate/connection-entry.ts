import type { NamedConnection } from "./connection-names.ts";
import { type Database, readConnectionString } from "./connection-string.ts";
import { cannot, check, type Finding } from "./peer-settings.ts";

/** A connection of the settings: docs/databases.md has its fields. */
export interface ConnectionEntry {
  readonly name: string;
  readonly engine: Database["engine"];
  readonly tls?: "unverified" | "off";
  readonly clients?: readonly string[];
  readonly routines: readonly string[];
  readonly secret?: string;
  readonly host?: string;
  readonly perClient?: Readonly<Record<string, Place>>;
}

interface Place {
  readonly secret: string;
  readonly host?: string;
}

/** A secret to make in AWS Secrets Manager. `text` holds a password: only a file may get it. */
export interface Secret {
  readonly name: string;
  readonly text: string;
  /** Whether the source names user and password; else a person writes them into the file. */
  readonly isComplete: boolean;
}

/** Stands for a host until a person replaces it. */
const hostToName = "sql.example.com";

/** A connection as settings and secrets. The entry is null where none of its databases can move. */
export interface Made {
  readonly entry: ConnectionEntry | null;
  readonly secrets: readonly Secret[];
  readonly findings: readonly Finding[];
}

/**
 * Makes a connection of the settings, and the secrets of its databases.
 * @param routines for the field of this name
 */
export function connectionEntry({ name, databases }: NamedConnection, routines: readonly string[]): Made {
  const read = [...databases].map(([client, { key, text }]) => ({
    client,
    ...readConnectionString(text, key),
  }));
  const findings = read.flatMap((each) => each.findings);
  const places = read.flatMap(({ client, database }) => (database === null ? [] : [{ client, database }]));
  const [first] = places;
  if (first === undefined) return { entry: null, secrets: [], findings };
  const alike = places.filter(({ database }) => database.engine === first.database.engine);
  if (alike.length < places.length) findings.push(otherEngine(name));
  const tls = alike.map(({ database }) => database.tls).find((mode) => mode !== null) ?? null;
  if (tls !== null) findings.push(notVerified(name));
  const secrets = alike.map(({ client, database }) =>
    secretOf(client === null ? name : `${name}/${client}`, database),
  );
  const placed = alike.map(
    ({ client, database }, index) => [client, placeOf(database, secrets[index]?.name ?? "")] as const,
  );
  const [[client, place] = [null, { secret: "" }]] = placed;
  const shared = { name, engine: first.database.engine, ...(tls === null ? {} : { tls }), routines };
  const entry =
    placed.length === 1
      ? { ...shared, ...(client === null ? {} : { clients: [client] }), ...place }
      : { ...shared, perClient: Object.fromEntries(placed) };
  return { entry, secrets, findings };
}

/** The secret in the RDS format (AWS: "JSON structure of AWS Secrets Manager secrets"). */
function secretOf(path: string, { host, port, database, signIn }: Database): Secret {
  return {
    name: `interject/${path.replaceAll(/[^A-Za-z0-9/_-]+/g, "-")}`,
    text: JSON.stringify({
      username: signIn?.user ?? "",
      password: signIn?.password ?? "",
      host,
      ...(port === null ? {} : { port }),
      dbname: database,
    }),
    isComplete: signIn !== null,
  };
}

/** The ARN is known when the secret has been made: region, account and the last six signs stand for it. */
function placeOf({ isThatMachine }: Database, secret: string): Place {
  const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${secret}-AbCdEf`;
  return { secret: arn, ...(isThatMachine ? { host: hostToName } : {}) };
}

const otherEngine = (name: string) =>
  cannot(
    `The clients of ${name} have databases of several kinds. Make a connection for each kind.`,
    "docs/databases.md#connections",
  );

const notVerified = (name: string) =>
  check(
    `${name} does not check the server's certificate (Encrypt, TrustServerCertificate or sslmode), so \`tls\` does not either. ` +
      "Take `tls` away where the server has a certificate of RDS or of a public authority.",
    "docs/databases.md#connections",
  );
