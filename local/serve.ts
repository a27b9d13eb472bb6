import { readFileSync } from "node:fs";
import { join } from "node:path";
import { banner } from "./banner.ts";
import type { Environment } from "./command-line/environment.ts";
import { type Places, places } from "./command-line/places.ts";
import type { Screen } from "./command-line/screen.ts";
import { startConsole } from "./console/console.ts";
import { logLines } from "./console/log-lines.ts";
import { databaseFor, demoConnection, demoUrl } from "./demo/connection.ts";
import { parseProbed } from "./doctor/report.ts";
import type { LocalIssuer } from "./identity-provider/issuer.ts";
import { settingsFor } from "./identity-provider/trust-settings.ts";
import type { LocalConnection } from "./local-connections.ts";
import { servedRoutes } from "./routes.ts";
import { shownLine } from "./shown-line.ts";
import { PortInUse, startLocal } from "./start.ts";
import { typeCheck } from "./type-check.ts";
import { sayWhetherConnected, serveChanges } from "./while-serving.ts";

const project = join(import.meta.dirname, "..");

/** What `npm start` reads before it starts anything. */
export interface StartFiles {
  readonly environment: Environment;
  /** Databases of `local-connections.json`, in the place of the demo data's; null without such a file. */
  readonly own: readonly LocalConnection[] | null;
  /** What printed commands begin with: `carriedVariables`. */
  readonly carried: string;
  /** Says rule by rule what the settings of an environment make of a token. */
  readonly explain: (environment: Environment, token: string) => Promise<string>;
}

/**
 * `npm start`: starts the identity provider, the database and the data API, and prints how to try them. The
 * identity provider does not start if `INTERJECT_ISSUER` names another. The database does not start if
 * `DATABASE_URL` names another, or if there are other databases for the API.
 *
 * This folder puts together what its folders hold: `aws/` the emulated gateway and Lambda,
 * `identity-provider/` and `demo/` what the API needs around it (`pglite/` is the demo data's database),
 * `addin/` the virtual Addin that calls the API, `console/` a page for the same, and `command-line/` what
 * every command needs.
 * @returns a function that ends all of them
 * @throws Error with a sentence, for example about a port in use
 */
export async function serve(
  { environment, own, carried, explain }: StartFiles,
  { print: write, during }: Screen,
): Promise<() => Promise<void>> {
  const place = places(environment);
  const foreign = environment["INTERJECT_ISSUER"];
  const hasDemo = own === null && !environment["INTERJECT_CONNECTIONS"];
  const running = new AsyncDisposableStack();
  let ending = false;
  // What ends in the middle of its work has nothing to say about it.
  const print = (line: string) => {
    if (!ending) write(line);
  };
  const starting = <T extends { readonly close: () => Promise<void> }>(started: Promise<T>): Promise<T> =>
    started.then((part) => {
      running.defer(part.close);
      return part;
    });
  const settings = {
    ...(environment["INTERJECT_EXAMPLES"] ? {} : { INTERJECT_EXAMPLES: "true" }),
    ...(foreign ? {} : settingsFor(place)),
  };
  const lines = logLines();
  // All at the same time: what each of them needs of the others is known before they run.
  const parts = [
    starting(
      startLocal({
        host: place.host,
        port: place.port,
        concurrency: concurrencyOf(environment),
        endsAbandoned: endsAbandoned(environment),
        settings,
        connections: own ?? (hasDemo ? [demoConnection(demoUrl(environment, place))] : []),
        log(line) {
          lines.add(line);
          const shown = shownLine(line);
          if (shown !== null) print(shown);
        },
      }),
    ),
    foreign ? null : starting(localIssuer(place)),
    hasDemo ? starting(databaseFor(environment, place, print)) : null,
  ] as const;
  try {
    const [api, issuer, database] = await during("Starting", Promise.all(parts));
    const page = await startConsole({
      port: place.port + 3,
      apiUrl: api.baseUrl,
      issuer,
      routes: async () => readFileSync(join((await api.deployment()).folder, "routes.json"), "utf8"),
      probe: async () => parseProbed(await api.probe()),
      explain: (token) => explain({ ...environment, ...settings }, token),
      log: lines,
    });
    running.defer(page.close);
    const types = typeCheck(project, print);
    running.defer(types.close);
    running.defer(serveChanges(project, api, types, print));
    const shown = own === null ? "that of INTERJECT_CONNECTIONS" : "those of local-connections.json";
    print(
      banner({
        baseUrl: api.baseUrl,
        consoleUrl: page.url,
        issuer: issuer?.issuer ?? foreign ?? "",
        token: issuer?.token({ lifetimeSeconds: 12 * 3600 }) ?? null,
        database: database?.shown ?? shown,
        hasDemo: database !== null,
        routes: servedRoutes(await api.deployment()),
        carried,
      }),
    );
    void api.prepare();
    types.check();
    void sayWhetherConnected(api, print);
    return () => {
      ending = true;
      return running.disposeAsync();
    };
  } catch (error) {
    await Promise.allSettled(parts);
    await running.disposeAsync();
    throw error;
  }
}

/** The identity provider's package is large, and is loaded while the stack is synthesised. */
async function localIssuer({ port, folder }: Places): Promise<LocalIssuer> {
  const { startIssuer } = await import("./identity-provider/issuer.ts");
  try {
    return await startIssuer({ host: "127.0.0.1", port: port + 1, keysFolder: folder });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUse(
      `Port ${port + 1}, for the identity provider, is in use: end the other program, or set PORT to another one.`,
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
