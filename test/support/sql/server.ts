import type { ConnectionSettings } from "../../../lambdas/settings/connections.ts";
import type { ServerVariable } from "../databases.ts";

/** A real database that the contract suite runs on, with its routines in place. */
export interface SqlServer {
  readonly engine: ConnectionSettings["engine"];
  /** The schema (MySQL: database) of the routines. */
  readonly schema: string;
  /** What `values_of_every_type` answers: columns with their types, and rows. */
  readonly everyType: {
    readonly columns: readonly (readonly [name: string, type: string])[];
    readonly rows: readonly (readonly (string | null)[])[];
  };
  /** The first bound value in a statement: `$1`. */
  readonly placeholder: string;
  /** What the person in Excel reads when `doubled` is called without its parameter `amount`. */
  readonly missingAmount: RegExp;
  /** For the API's own user, who is no administrator. */
  readonly url: string;
  /** Runs a statement as administrator, over a connection of its own. */
  readonly rows: (text: string) => Promise<readonly (readonly unknown[])[]>;
  /** How many statements of the API the server is running. */
  readonly running: () => Promise<number>;
  /** The API's connections, by what the server calls them and will call no other. */
  readonly connections: () => Promise<readonly string[]>;
  /** Null where connections can be listed and ended from outside, else why not. */
  readonly cannotEnd: string | null;
  /** Ends a connection from outside; one that has ended by itself is left as it is. */
  readonly kill: (connection: string) => Promise<void>;
  /** Whether the server takes anyone without a password, as local ones often do. */
  readonly takesAnyPassword: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** The address of a server that tests may use; undefined where the environment names none. */
export function serverUrl(variable: ServerVariable): string | undefined {
  return process.env[variable] || undefined;
}
