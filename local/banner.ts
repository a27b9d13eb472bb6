import type { ServedRoute } from "./routes.ts";

/** What `npm start` says of itself. */
export interface Banner {
  readonly baseUrl: string;
  readonly consoleUrl: string;
  readonly issuer: string;
  /** A token that the API accepts; null where another identity provider issues them. */
  readonly token: string | null;
  readonly database: string;
  /** Whether the database holds the demo data. */
  readonly hasDemo: boolean;
  readonly routes: readonly ServedRoute[];
  /** What a command must begin with to find this API: `carriedVariables`. */
  readonly carried: string;
}

/** Where everything is, which routes there are, and commands that call one. */
export function banner({ baseUrl, consoleUrl, issuer, database, routes, ...how }: Banner): string {
  const ofPublic = routes.filter(({ isPublic }) => isPublic);
  return [
    "",
    `Data API            ${baseUrl}`,
    `Console             ${consoleUrl}`,
    `Identity provider   ${issuer}`,
    `Database            ${database}`,
    "",
    "Routes that need a token:",
    ...routes.filter(({ isPublic }) => !isPublic).map(({ method, path }) => `  ${method.padEnd(4)}  ${path}`),
    "Routes that are open to anyone:",
    ...ofPublic.map(({ method, path }) => `  ${method.padEnd(4)}  ${path}`),
    "",
    ...calls(baseUrl, pulled(routes), how),
    "A changed source, setting or connection reloads. Ctrl-C ends.",
    "",
  ].join("\n");
}

/** The path of a report to pull: an example where there are examples, else the first of the user's own. */
function pulled(routes: readonly ServedRoute[]): string | null {
  const reports = routes
    .filter(({ method, isPublic }) => method === "POST" && !isPublic)
    .map(({ path }) => path)
    // These two need a routine's name beside the path.
    .filter((path) => path !== "/api/v1/sql" && !path.endsWith("/InterjectDefaultRequest"));
  return reports.find((path) => path === "/api/v1/example/ReportRange") ?? reports[0] ?? null;
}

function calls(
  baseUrl: string,
  path: string | null,
  { token, hasDemo, carried }: Pick<Banner, "token" | "hasDemo" | "carried">,
): string[] {
  const given = token === null ? " --token <access token>" : "";
  const commands = [
    ...(path === null ? [] : [path]),
    ...(hasDemo ? ["/api/v1/sql --command reports.customer_aging"] : []),
  ].map((words) => `  ${carried}npm run addin -- pull ${words}${given}`);
  const headers = [`Authorization: Bearer ${token ?? "<access token>"}`, "Content-Type: application/json"];
  const curl = `  curl -X POST ${baseUrl}${path} ${headers.map((header) => `-H "${header}"`).join(" ")} -d "{}"`;
  return [
    ...(commands.length === 0 ? [] : ["Pull as Excel would:", "", ...commands, ""]),
    ...(path === null ? [] : [`or with curl (the token is good for 12 hours):`, "", curl, ""]),
  ];
}
