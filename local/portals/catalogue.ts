import type { Environment } from "../command-line/environment.ts";
import { places } from "../command-line/places.ts";
import { demoConnection, demoUrl } from "../demo/connection.ts";
import { probeHere } from "../doctor/doctor-command.ts";
import { settingsFor } from "../identity-provider/trust-settings.ts";
import type { LocalConnection } from "../local-connections.ts";
import type { Catalogue } from "./portals-command.ts";

/**
 * The routines that data portals can call on the connections that `npm start` would serve: what the
 * synthesised data function answers when it is asked to try them.
 * @param own the connections of `local-connections.json`; null, without this file, is the demo database, for
 * which `npm start` must be running, and the connections of the settings
 */
export async function catalogue(
  environment: Environment,
  own: readonly LocalConnection[] | null,
): Promise<Catalogue> {
  const place = places(environment);
  const named = environment["INTERJECT_CONNECTIONS"];
  const demo = named ? [] : [demoConnection(demoUrl(environment, place))];
  const trust = environment["INTERJECT_ISSUER"] ? {} : settingsFor(place);
  const { connections } = await probeHere(own ?? demo, () => {}, trust);
  return {
    routines: connections.flatMap(({ connection, routines }) =>
      routines.map(({ name, parameters }) => ({ connection, name, signature: parameters })),
    ),
    errors: connections.flatMap(({ connection, findings }) =>
      findings.flatMap(({ level, text }) => (level === "error" ? [`${connection}: ${text}`] : [])),
    ),
  };
}
