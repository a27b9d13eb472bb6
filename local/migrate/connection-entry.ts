import type { NamedConnection } from "./connection-names.ts";
import { type Database, readConnectionString } from "./connection-string.ts";
import { cannot, check, type Finding } from "./peer-settings.ts";
import { arnOf, mostSecretBytes, type Secret, secretOfClients, secretsOf } from "./secrets.ts";

/** A connection of the settings: docs/databases.md has its fields. */
export interface ConnectionEntry {
  readonly name: string;
  readonly engine: Database["engine"];
  readonly tls?: "unverified" | "off";
  readonly clients?: readonly string[];
  readonly routines: readonly string[];
  readonly secret?: string;
  readonly perClient?: Readonly<Record<string, { readonly secret: string }>>;
  readonly perClientFrom?: string;
}

/** A connection as settings and secrets. The entry is null where none of its databases can move. */
export interface Made {
  readonly entry: ConnectionEntry | null;
  readonly secrets: readonly Secret[];
  readonly findings: readonly Finding[];
}

/**
 * Makes a connection of the settings, and the secrets of its databases.
 * @param routines for the field of this name
 * @param isMapped whether clients have their places in a secret, and not in the settings, which are short
 */
export function connectionEntry(
  { name, databases }: NamedConnection,
  routines: readonly string[],
  isMapped: boolean,
): Made {
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
  if (isMapped && alike.length > 1) {
    const secret = secretOfClients(name, alike);
    if (Buffer.byteLength(secret.text) > mostSecretBytes) findings.push(tooMany(name));
    return { entry: { ...shared, perClientFrom: arnOf(secret) }, secrets: [secret], findings };
  }
  const secrets = secretsOf(name, alike);
  const [only, another] = secrets;
  const perClient = Object.fromEntries(secrets.map((secret) => [secret.client, { secret: arnOf(secret) }]));
  const place =
    only === undefined || another !== undefined
      ? { perClient }
      : { ...(only.client === null ? {} : { clients: [only.client] }), secret: arnOf(only) };
  return { entry: { ...shared, ...place }, secrets, findings };
}

const otherEngine = (name: string) =>
  cannot(
    `The clients of ${name} have databases of several kinds. Make a connection for each kind.`,
    "docs/databases.md#connections",
  );

const notVerified = (name: string) =>
  check(
    `The connection strings of ${name} do not check the server's certificate, so \`tls\` does not either. ` +
      "Take it away where the server has a certificate of RDS or of a public authority.",
    "docs/databases.md#connections",
  );

const tooMany = (name: string) =>
  cannot(
    `The clients of ${name} do not fit into one secret (${mostSecretBytes} bytes). Make a secret for each, and ` +
      "name them in the document that `perClientFrom` reads.",
    "docs/databases.md#a-database-for-each-client",
  );
