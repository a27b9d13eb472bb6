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
  readonly perClientFrom?: string;
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

/** More clients than these have their places in a secret: the settings of a function are short. */
const mostInSettings = 20;
/** AWS: "AWS Secrets Manager quotas". */
const mostSecretBytes = 65_536;
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
  const shared = { name, engine: first.database.engine, ...(tls === null ? {} : { tls }), routines };
  if (alike.length > mostInSettings) {
    const secret = mapOf(name, alike);
    if (Buffer.byteLength(secret.text) > mostSecretBytes) findings.push(tooMany(name));
    return { entry: { ...shared, perClientFrom: arnOf(secret) }, secrets: [secret], findings };
  }
  const paths = pathsOf(name, alike);
  const secrets = alike.map(({ database }, index) => secretOf(paths[index] ?? name, database));
  const placed = secrets.map((secret, index) => {
    const { client = null, database } = alike[index] ?? first;
    return [client, placeOf(database, secret)] as const;
  });
  const [[client, place] = [null, {}]] = placed;
  const entry =
    placed.length === 1
      ? { ...shared, ...(client === null ? {} : { clients: [client] }), ...place }
      : { ...shared, perClient: Object.fromEntries(placed) };
  return { entry, secrets, findings };
}

/** A client's database; the client is null where everyone has the same. */
interface Placed {
  readonly client: string | null;
  readonly database: Database;
}

/** Where each database's secret is, without signs that a name cannot have, and never the same place twice. */
function pathsOf(name: string, placed: readonly Placed[]): readonly string[] {
  const taken = new Set<string>();
  return placed.map(({ client }) => {
    const plain = client === null ? name : `${name}/${client.replaceAll(/[^A-Za-z0-9_-]+/g, "-")}`;
    let path = plain;
    for (let number = 2; taken.has(path.toLowerCase()); number++) path = `${plain}-${number}`;
    taken.add(path.toLowerCase());
    return path;
  });
}

/** The places of many clients in one secret, by the client's id. */
function mapOf(name: string, placed: readonly Placed[]): Secret {
  const entries = placed.map(({ client, database }) => [client, rdsSecret(database)] as const);
  return {
    name: `interject/${name}`,
    text: JSON.stringify(Object.fromEntries(entries)),
    isComplete: placed.every(({ database }) => database.signIn !== null),
  };
}

function secretOf(path: string, database: Database): Secret {
  return {
    name: `interject/${path}`,
    text: JSON.stringify(rdsSecret(database)),
    isComplete: database.signIn !== null,
  };
}

/** AWS: "JSON structure of AWS Secrets Manager secrets". */
function rdsSecret({ host, port, database, signIn }: Database): object {
  return {
    username: signIn?.user ?? "",
    password: signIn?.password ?? "",
    host,
    ...(port === null ? {} : { port }),
    dbname: database,
  };
}

/** It is known when the secret has been made: region, account and the last six signs stand for it. */
const arnOf = ({ name }: Secret) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

function placeOf({ isThatMachine }: Database, secret: Secret): Place {
  return { secret: arnOf(secret), ...(isThatMachine ? { host: hostToName } : {}) };
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

const tooMany = (name: string) =>
  cannot(
    `The clients of ${name} do not fit into one secret (${mostSecretBytes} bytes). Make a secret for each, and ` +
      "name them in the document that `perClientFrom` reads.",
    "docs/databases.md#a-database-for-each-client",
  );
