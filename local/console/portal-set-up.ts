import * as v from "valibot";
import { printedPortal } from "../portals/print-portal.ts";
import { servedPortals } from "./served-portals.ts";

/** What the page has called. */
const Called = v.object({
  path: v.string(),
  /** Null where the route runs no command. */
  command: v.nullable(v.object({ text: v.string(), connection: v.string() })),
});

/**
 * What to enter in Interject's portal for a call, as `npm run portals -- show` prints it.
 * @param routes `routes.json` of the synthesised folder
 * @returns where no data portal calls the same, the command that adds one
 */
export function portalSetUp(posted: unknown, routes: string): string {
  const { path, command } = v.parse(Called, posted);
  const isSame = (one: string | null, other: string) =>
    one === null || other === "" || one.toLowerCase() === other.toLowerCase();
  const portals = servedPortals(routes).filter((portal) => {
    if (portal.path !== path) return false;
    if (command === null || portal.command === null) return command === null && portal.command === null;
    const { text, connection } = portal.command;
    return plain(text) === plain(command.text) && isSame(connection, command.connection);
  });
  if (portals.length > 0) return portals.map(printedPortal).join("\n");
  const connection =
    command === null || command.connection === "" ? "" : ` --connection ${command.connection}`;
  const of = command === null ? `--path ${path}` : `--routine ${JSON.stringify(command.text)}${connection}`;
  return `No data portal in reports/portals.json calls this. To add one, and to see what to enter:\n\n  npm run portals -- add NAME ${of}\n`;
}

/** A name without the quotation marks in which it may be written. */
function plain(name: string): string {
  return name.replace(/[[\]"`]/g, "").toLowerCase();
}
