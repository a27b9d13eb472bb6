/**
 * How a database writes what a statement is made of. A dialect needs no driver, so every engine's dialect can
 * be read before a driver is loaded.
 */
export interface Dialect {
  /** The port of a server whose settings name none. */
  readonly defaultPort: number;
  /** The marks around a quoted name; a closing mark inside the name is doubled. */
  readonly quotes: readonly [open: string, close: string];
  /**
   * In lower case: the schemas whose routines read files or reach other servers. No list of
   * routines opens them.
   */
  readonly systemSchemas: readonly string[];
  /** Asks for the name of the database that the connection is in. */
  readonly ownDatabase: string;
  /** The placeholder of a bound value by its place in the statement, from 1. */
  readonly placeholder: (place: number) => string;
  /**
   * Finds the pieces of a statement that matter for its parameters (`@Name`): the parameters themselves,
   * with their name as the first group, and before them whatever can hide an `@`: texts, quoted names,
   * comments. A piece that is not closed reaches to the end of the statement, as it does for the server; so
   * no character is read twice.
   */
  readonly pieces: RegExp;
}

/** A name as a statement has it, whatever characters are in it: `"schema"."name"`. */
export function quoted({ quotes: [open, close] }: Dialect, ...path: readonly string[]): string {
  return path.map((part) => open + part.replaceAll(close, close + close) + close).join(".");
}
