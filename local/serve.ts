import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./command-line/environment.ts";
import { places } from "./command-line/places.ts";
import { startConsole } from "./console/console.ts";
import { logLines } from "./console/log-lines.ts";
import { databaseFor, demoConnection } from "./demo/connection.ts";
import { probeLocal } from "./doctor/probe-local.ts";
import { type LocalIssuer, startIssuer } from "./identity-provider/issuer.ts";
import { settingsFor } from "./identity-provider/trust-settings.ts";
import type { LocalConnection } from "./local-connections.ts";
import { PortInUse, startLocal, watchSources } from "./start.ts";

/**
 * Says rule by rule what the settings make of a token.
 * @param environment with the settings that this run makes up
 */
export type Explain = (environment: Environment, token: string) => Promise<string>;

/**
 * `npm start`: starts the identity provider, the database and the data API, and prints how to try them. The
 * identity provider does not start if `INTERJECT_ISSUER` names another. The database does not start if
 * `DATABASE_URL` names another, or if there are other databases for the API.
 *
 * This folder puts together what its folders hold: `aws/` the emulated gateway and Lambda,
 * `identity-provider/` and `demo/` what the API needs around it (`pglite/` is the demo data's database),
 * `addin/` the virtual Addin that calls the API, `console/` a page for the same, and `command-line/` what
 * every command needs.
 * @param own databases of `local-connections.json`, in the place of the demo data's; null without such a file
 * @returns a function that ends all of them
 * @throws Error with a sentence, for example about a port in use
 */
export async function serve(
  environment: Environment,
  own: readonly LocalConnection[] | null,
  print: (line: string) => void,
  explain: Explain,
): Promise<() => Promise<void>> {
  const place = places(environment);
  const foreign = environment["INTERJECT_ISSUER"];
  const running = new AsyncDisposableStack();
  try {
    const issuer = foreign ? null : await localIssuer(place.port + 1, place.folder);
    running.defer(async () => issuer?.close());
    const named = environment["INTERJECT_CONNECTIONS"];
    const database = own !== null || named ? null : await databaseFor(environment, place, print);
    running.defer(async () => database?.close());
    const settings = {
      ...(environment["INTERJECT_EXAMPLES"] ? {} : { INTERJECT_EXAMPLES: "true" }),
      ...(issuer === null ? {} : settingsFor(issuer)),
    };
    const connections = own ?? (database === null ? [] : [demoConnection(database.url)]);
    const lines = logLines();
    const api = await startLocal({
      host: place.host,
      port: place.port,
      concurrency: concurrencyOf(environment),
      endsAbandoned: endsAbandoned(environment),
      settings,
      connections,
      log(line) {
        lines.add(line);
        print(line);
      },
    });
    running.defer(api.close);
    const page = await startConsole({
      port: place.port + 3,
      apiUrl: api.baseUrl,
      issuer,
      routes: () => readFileSync(join(api.directory(), "routes.json"), "utf8"),
      probe: () => probeLocal(api.directory(), connections, print),
      explain: (token) => explain({ ...environment, ...settings }, token),
      log: lines,
    });
    running.defer(page.close);
    const unwatch = watchSources(() => {
      api.reload().then(
        () => print("Reloaded."),
        (error: unknown) => print(`Not reloaded: ${error instanceof Error ? error.message : error}`),
      );
    });
    running.defer(unwatch);
    const shown = own === null ? "that of INTERJECT_CONNECTIONS" : "those of local-connections.json";
    print(banner(api.baseUrl, page.url, foreign, issuer, database?.shown ?? shown, database !== null));
    return () => running.disposeAsync();
  } catch (error) {
    await running.disposeAsync();
    throw error;
  }
}

async function localIssuer(port: number, folder: string): Promise<LocalIssuer> {
  try {
    return await startIssuer({ host: "127.0.0.1", port, keysFolder: folder });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUse(
      `Port ${port}, for the identity provider, is in use: end the other program, or set PORT to another one.`,
    );
  }
}

function concurrencyOf(environment: Environment): number {
  const text = environment["LOCAL_CONCURRENCY"] || "4";
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`LOCAL_CONCURRENCY must be a whole number above 0, not ${text}.`);
}

function endsAbandoned(environment: Environment): boolean {
  const text = environment["LOCAL_END_ABANDONED"] || "false";
  if (text === "true" || text === "false") return text === "true";
  throw new Error(`LOCAL_END_ABANDONED must be true or false, not ${text}.`);
}

function banner(
  baseUrl: string,
  pageUrl: string,
  foreign: string | undefined,
  issuer: LocalIssuer | null,
  database: string,
  hasDemo: boolean,
): string {
  const path = "/api/v1/example/ReportRange";
  const token = issuer === null ? "<access token>" : issuer.token({ lifetimeSeconds: 12 * 3600 });
  const given = issuer === null ? " --token <access token>" : "";
  return [
    "",
    `Data API            ${baseUrl}`,
    `Console             ${pageUrl}`,
    `Identity provider   ${issuer?.issuer ?? foreign}`,
    `Database            ${database}`,
    "",
    hasDemo
      ? "Pull a report as Excel would, or call a routine of the database:"
      : "Pull a report as Excel would:",
    "",
    `  npm run addin -- pull ${path}${given}`,
    ...(hasDemo ? [`  npm run addin -- pull /api/v1/sql --command reports.customer_aging${given}`] : []),
    "",
    "or with curl (the token is good for 12 hours):",
    "",
    `  curl -X POST ${baseUrl}${path} -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d "{}"`,
    "",
    `A changed file in ${join("reports", "")}, ${join("lambdas", "")} or ${join("lib", "")} reloads. Ctrl-C ends.`,
    "",
  ].join("\n");
}
