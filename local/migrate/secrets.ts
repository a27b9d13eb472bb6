import { hostToName } from "./connection-findings.ts";
import type { Database } from "./connection-string.ts";

/** A secret to make in AWS Secrets Manager. `text` holds a password: only a file may get it. */
export interface Secret {
  readonly name: string;
  readonly text: string;
  /** Whether the source says all of it; else a person writes the rest into the file. */
  readonly isComplete: boolean;
}

/** AWS: "AWS Secrets Manager quotas". */
export const mostSecretBytes = 65_536;

/** A client's database; the client is null where everyone has the same. */
export interface Placed {
  readonly client: string | null;
  readonly database: Database;
}

/** A secret for each database, with the client that it belongs to. */
export function secretsOf(
  name: string,
  placed: readonly Placed[],
): readonly (Secret & Pick<Placed, "client">)[] {
  const paths = pathsOf(name, placed);
  return placed.map(({ client, database }, index) => ({
    client,
    name: `interject/${paths[index]}`,
    text: JSON.stringify(rdsSecret(database)),
    isComplete: isComplete(database),
  }));
}

/** One secret for the databases of many clients, by the client's id. */
export function secretOfClients(name: string, placed: readonly Placed[]): Secret {
  const entries = placed.map(({ client, database }) => [client, rdsSecret(database)] as const);
  return {
    name: `interject/${name}`,
    text: JSON.stringify(Object.fromEntries(entries)),
    isComplete: placed.every(({ database }) => isComplete(database)),
  };
}

/** It is known when the secret has been made: region, account and the last six signs stand for it. */
export function arnOf({ name }: Secret): string {
  return `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
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

const isComplete = ({ signIn, host }: Database) => signIn !== null && host !== null;

/** AWS: "JSON structure of AWS Secrets Manager secrets"; for Microsoft Entra, docs/databases.md. */
function rdsSecret({ host, port, database, signIn }: Database): object {
  return {
    ...(signIn ?? { username: "", password: "" }),
    host: host ?? hostToName,
    ...(port === null ? {} : { port }),
    dbname: database,
  };
}
