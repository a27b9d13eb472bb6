import type { ConnectionSettings } from "../../../lambdas/settings/connections.ts";

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
  /** For the API's own user, who is no administrator. */
  readonly url: string;
  /** Runs a statement as administrator, over a connection of its own. */
  readonly rows: (text: string) => Promise<readonly (readonly unknown[])[]>;
  /** How many statements of the API the server is running. */
  readonly running: () => Promise<number>;
  /** The API's connections, as the server knows them. */
  readonly connections: () => Promise<readonly number[]>;
  /** Null where connections can be listed and ended from outside, else why not. */
  readonly cannotEnd: string | null;
  /** Ends a connection from outside. */
  readonly kill: (connection: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The address of a server that tests may use; undefined where the environment names none, and a mistake where it insists. */
export function serverUrl(variable: "TEST_POSTGRES_URL" | "TEST_MARIADB_URL"): string | undefined {
  return process.env[variable] || undefined;
}
