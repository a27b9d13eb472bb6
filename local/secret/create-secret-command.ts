import { readArguments } from "../command-line/arguments.ts";
import { type SecretAddress, secretText } from "./secret-text.ts";

const usage = `Puts a database's user and password into AWS Secrets Manager, and prints how the settings name the secret.

  npm run create-secret -- [ENVIRONMENT] NAME --engine ENGINE --host HOST --database DATABASE --user USER

  ENVIRONMENT    one of the settings' environments: the secret goes to its account and region
  NAME           the secret's name, such as interject/sales
  --engine       postgres, mysql or sqlserver
  --host         the database's host
  --port         default 5432, 3306 or 1433, by the engine
  --database     the database's name
  --user         the user as whom the API signs in

The command asks for the password and does not show it. Where the input is no terminal, the password is read
from it. The shell's AWS credentials need secretsmanager:CreateSecret.
`;

/** Where the secret is made. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What the command needs of its surroundings. */
export interface Surroundings {
  /**
   * Asks whose the shell's credentials are.
   * @param environment one of the settings' environments
   * @throws Error with a sentence where they are not those of the environment
   */
  readonly place: (environment: string | undefined) => Promise<Place>;
  readonly askPassword: (question: string) => Promise<string>;
  /** Shows a line at once. */
  readonly note: (line: string) => void;
}

/**
 * `npm run create-secret`. There is no option for the password, because a command line stays in the shell's
 * history and shows in the list of processes.
 * @returns what to print, which never holds the password
 * @throws Error with a sentence, before anything has been made
 */
export async function createSecretCommand(
  words: readonly string[],
  { place, askPassword, note }: Surroundings,
): Promise<string> {
  const { values, positionals } = readArguments({
    args: [...words],
    allowPositionals: true,
    options: {
      engine: { type: "string" },
      host: { type: "string" },
      port: { type: "string" },
      database: { type: "string" },
      user: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return usage;
  const name = secretName(positionals);
  const address = addressOf(values);
  const { account, region } = await place(positionals.length === 2 ? positionals[0] : undefined);
  note(`The secret ${name} in the account ${account}, ${region}`);
  const password = await askPassword(`Password of ${address.user}, which is not shown: `);
  if (password === "") throw new Error("No password was given. Nothing has been made.");
  // AWS's client is loaded when it is needed: it takes half a second.
  const { makeSecret } = await import("./make-secret.ts");
  const arn = await makeSecret(name, secretText(address, password), region);
  return report(arn, name, address.engine);
}

/** What Secrets Manager takes (AWS: "CreateSecret", Name). */
function secretName(positionals: readonly string[]): string {
  const name = positionals.at(-1);
  if (name === undefined || positionals.length > 2)
    throw new Error("Name the secret, and before it at most one environment. --help shows an example.");
  if (!/^[\w/+=.@-]{1,512}$/.test(name))
    throw new Error(`${name} cannot be a secret's name: it takes letters, digits and /_+=.@- alone.`);
  return name;
}

const ports = { postgres: 5432, mysql: 3306, sqlserver: 1433 } as const;

function addressOf(values: Readonly<Record<string, unknown>>): SecretAddress {
  const needed = (option: string) => {
    const value = values[option];
    if (typeof value === "string" && value !== "") return value;
    throw new Error(`--${option} is missing. --help lists the options.`);
  };
  const engine = needed("engine");
  if (!isEngine(engine)) throw new Error(`--engine is postgres, mysql or sqlserver, and not ${engine}.`);
  const port = values["port"] === undefined ? ports[engine] : Number(values["port"]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error("--port must be a number from 1 to 65535.");
  return { engine, host: needed("host"), port, database: needed("database"), user: needed("user") };
}

function isEngine(word: string): word is keyof typeof ports {
  return Object.hasOwn(ports, word);
}

function report(arn: string, name: string, engine: string): string {
  const connection = { name: name.split("/").at(-1), engine, secret: arn };
  return `The secret is made. Put this into the list connections of reports/settings.json, under the name that
data portals use, and add the routines that they may call (docs/databases.md):

${JSON.stringify(connection, null, 2)}
`;
}
