import { join } from "node:path";
import type { LocalIssuer } from "./identity-provider/issuer.ts";

export function banner(
  baseUrl: string,
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
