import type { Environment } from "../command-line/environment.ts";
import { places } from "../command-line/places.ts";
import { demoConnection, demoUrl } from "../demo/connection.ts";
import { probeHere } from "../doctor/doctor-command.ts";
import type { LocalConnection } from "../local-connections.ts";
import type { Catalogue } from "./portals-command.ts";

/**
 * The routines that data portals can call on the connections of the settings and of this machine: what the
 * synthesised data function answers when it is asked to try its connections. The demo database is among them
 * unless the machine has connections of its own, as with `npm start`.
 */
export async function catalogue(
  environment: Environment,
  own: readonly LocalConnection[],
): Promise<Catalogue> {
  const demo = own.length > 0 ? [] : [demoConnection(demoUrl(environment, places(environment)))];
  const { connections } = await probeHere([...own, ...demo], () => {});
  return {
    routines: connections.flatMap(({ connection, routines }) =>
      routines.map(({ name, parameters }) => ({ connection, name, signature: parameters })),
    ),
    errors: connections.flatMap(({ connection, findings }) =>
      findings.flatMap(({ level, text }) => (level === "error" ? [`${connection}: ${text}`] : [])),
    ),
  };
}
