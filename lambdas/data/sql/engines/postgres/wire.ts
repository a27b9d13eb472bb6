import type { Connection } from "pg";
import type { PostgresCall } from "./call.ts";

/** A statement with what is bound to its placeholders. */
export type Statement = Pick<PostgresCall, "text" | "values">;

/** The driver's connection, with the forms of messages that its types ask more for than it does. */
export interface Wire {
  readonly stream: Connection["stream"];
  readonly parse: (message: Pick<Statement, "text">) => void;
  readonly bind: (message: Pick<Statement, "values">) => void;
  readonly describe: (message: { readonly type: "P"; readonly name: string }) => void;
  readonly execute: (message: { readonly portal: string; readonly rows: number }) => void;
  readonly flush: () => void;
  readonly sync: () => void;
  readonly sendCopyFail: (words: string) => void;
}

export function wireOf(connection: Connection): Wire {
  return connection as unknown as Wire;
}
