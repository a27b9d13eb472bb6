import { join } from "node:path";
import { type LocalIssuer, startIssuer } from "./issuer.ts";
import { places } from "./ports.ts";
import { PortInUse, startLocal, watchSources } from "./start.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `npm start`: the identity provider, unless `INTERJECT_ISSUER` names another, and the data API; then whatever is
 * needed to try them.
 * @returns ends both
 * @throws Error with a sentence, for example about a port in use
 */
export async function serve(
  environment: Environment,
  print: (line: string) => void,
): Promise<() => Promise<void>> {
  const { host, port, folder } = places(environment);
  const foreign = environment["INTERJECT_ISSUER"];
  const issuer = foreign ? null : await localIssuer(port + 1, folder);
  try {
    const api = await startLocal({
      host,
      port,
      concurrency: concurrencyOf(environment),
      settings: issuer === null ? {} : settingsFor(issuer),
      log: print,
    });
    const unwatch = watchSources(() => {
      api.reload().then(
        () => print("Reloaded."),
        (error: unknown) => print(`Not reloaded: ${error instanceof Error ? error.message : error}`),
      );
    });
    print(banner(api.baseUrl, foreign, issuer));
    return async () => {
      await unwatch();
      await Promise.all([api.close(), issuer?.close()]);
    };
  } catch (error) {
    await issuer?.close();
    throw error;
  }
}

/** Settings with which the stack trusts the local identity provider. */
export function settingsFor({ issuer, audience, jwksUri }: LocalIssuer): Record<string, string> {
  return { INTERJECT_ISSUER: issuer, INTERJECT_AUDIENCE: audience, INTERJECT_JWKS_URI: jwksUri };
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

function banner(baseUrl: string, foreign: string | undefined, issuer: LocalIssuer | null): string {
  const path = "/api/v1/example/ReportRange";
  const token = issuer === null ? "<access token>" : issuer.token({ lifetimeSeconds: 12 * 3600 });
  return [
    "",
    `Data API            ${baseUrl}`,
    `Identity provider   ${issuer?.issuer ?? foreign}`,
    "",
    "Pull a report as Excel would:",
    "",
    `  npm run addin -- pull ${path}${issuer === null ? " --token <access token>" : ""}`,
    "",
    "or with curl (the token is good for 12 hours):",
    "",
    `  curl -X POST ${baseUrl}${path} -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d "{}"`,
    "",
    `A changed file in ${join("lambdas", "")} or ${join("lib", "")} reloads. Ctrl-C ends.`,
    "",
  ].join("\n");
}
