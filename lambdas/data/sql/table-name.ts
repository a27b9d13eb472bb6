import type { ConnectionSettings } from "../../settings/connections.ts";

/** Each database's quotation marks; a closing one inside is doubled. */
const marks: Readonly<Record<ConnectionSettings["engine"], readonly [string, string]>> = {
  postgres: ['"', '"'],
  mysql: ["`", "`"],
  sqlserver: ["[", "]"],
};

/** A table's name in a statement: quoted, whatever is in it. */
export function quotedName(engine: ConnectionSettings["engine"], schema: string, name: string): string {
  const [open, close] = marks[engine];
  return [schema, name].map((part) => `${open}${part.replaceAll(close, close + close)}${close}`).join(".");
}
