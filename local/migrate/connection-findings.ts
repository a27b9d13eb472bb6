import type { Options } from "./connection-options.ts";
import { cannot, type Finding } from "./peer-settings.ts";

/** Stands for a host until a person replaces it. */
export const hostToName = "sql.example.com";

const page = "docs/databases.md#connections";

/** .NET on Windows signs in as the user of its process. */
export function windows(subject: string): Finding {
  const sentence =
    `${subject} signs in as a Windows user (Integrated Security), and a function on AWS is none. Make a login ` +
    "of the database for this API, and put its name and password into the secret.";
  return cannot(sentence, page);
}

/** Microsoft: "Connect to Azure SQL with Microsoft Entra authentication and SqlClient". */
export function entra(subject: string): Finding {
  const sentence =
    `${subject} signs in with Microsoft Entra as nobody whom this API can be. Register an application that the ` +
    "database knows as a user, and put its tenantId, clientId and clientSecret into the secret, in the place of " +
    "username and password.";
  return cannot(sentence, page);
}

/** .NET asks the SQL Server Browser for an instance's port; this API does not. */
export function noPort(subject: string, instance: string): Finding {
  const sentence =
    `${subject} names the instance ${shown(instance)} without a port. Give the instance a fixed TCP port (SQL ` +
    "Server Configuration Manager), and write the port into the secret.";
  return cannot(sentence, page);
}

/** The other API may run beside its database; a function on AWS never does. */
export function sameMachine(subject: string): Finding {
  const sentence =
    `${subject} names its own machine as the server. Replace the host ${hostToName} in the secret by a name ` +
    "under which AWS reaches the database.";
  return cannot(sentence, page);
}

/** Names from the file are shown where they are harmless, and told of where they are not. */
function shown(name: string): string {
  return /^[\w$ .-]{1,64}$/.test(name) ? name : "in it";
}

const told: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /^failoverpartner$/,
    /./,
    "a failover partner. Name an address that follows the failover, such as a listener's",
  ],
  [/^attachdbfilename$/, /./, "a database file on that machine. Attach it to a server"],
  [/^columnencryptionsetting$/, /^enabled$/i, "Always Encrypted. Its columns arrive encrypted here"],
  [/^applicationintent$/, /^readonly$/i, "a replica for reading. Name the replica's own address"],
];

/** What a string asks for beside the database, and does not get here. */
export function optionFindings(subject: string, options: Options): Finding[] {
  return told.flatMap(([keyword, value, what]) =>
    [...options].some(([key, text]) => keyword.test(key) && value.test(text))
      ? [cannot(`${subject} asks for ${what}.`, page)]
      : [],
  );
}
