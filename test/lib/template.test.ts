import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { dataApiApp } from "../../lib/app.ts";
import { readContext } from "../../lib/setting-sources.ts";

/**
 * Templates, so that whoever changes `lib/` sees all that it changes: `vitest run -u` accepts it. Each has
 * passed cdk-nag and the schema checks, which synthesis runs. What a change of other code moves along is
 * left out: the hashes of bundles, and of what is published anew with them.
 */

/** The lines of this copy's users may be anything, and are not what is tested. */
vi.mock("../../reports/routes.ts", () => ({ routes: [] }));
/** The table of endpoints has tests of its own; a line of each kind says how lines are deployed. */
vi.mock("../../lambdas/data/routes.ts", () => ({
  routeTable: () => [
    { method: "GET", path: "/api/v1/status", access: "public" },
    { method: "POST", path: "/api/v1/sql" },
  ],
}));

const bare = mkdtempSync(join(tmpdir(), "settings-"));
const folders = [bare];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
writeFileSync(
  join(bare, "cdk.json"),
  JSON.stringify({ context: readContext(join(import.meta.dirname, "../..")) }),
);

type Template = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function template(settings: object): Template {
  const file = join(bare, "settings.json");
  writeFileSync(file, JSON.stringify({ clients: ["ACME"], ...settings }));
  const assembly = dataApiApp(bare, { INTERJECT_SETTINGS_FILE: file }).synth();
  folders.push(assembly.directory);
  const text = JSON.stringify(assembly.stacks[0]?.template)
    .replaceAll(/[0-9a-f]{64}\.zip/g, "BUNDLE.zip")
    .replaceAll(/(CurrentVersion[0-9A-F]{8}|ApiDeployment[0-9A-F]{8})[0-9a-f]{32,40}/g, "$1")
    .replaceAll(/(\\"version\\":\\")[^"\\]+/g, "$1VERSION");
  return JSON.parse(text);
}

/** What a template has otherwise than the one without settings; `null` for what it has not. */
function differences(settings: object): unknown {
  const made = template(settings);
  const of = (section: "Resources" | "Outputs") => {
    const [before = {}, after = {}] = [standard[section], made[section]];
    const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return Object.fromEntries(
      ids
        .filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]))
        .map((id) => [id, after[id] ?? null]),
    );
  };
  return { Resources: of("Resources"), Outputs: of("Outputs") };
}

const standard = template({});

it("without settings", () => {
  expect(standard).toMatchSnapshot();
});

it("in a VPC, with a proxy to its database, a domain and a web ACL", () => {
  const iam = { user: "api", resourceId: "db-ABC" };
  expect(
    differences({
      connections: [{ name: "Sales", engine: "postgres", iam, host: "sales.example.com", database: "sales" }],
      dataNetwork: {
        subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
        securityGroupIds: ["sg-0b2c3d4e"],
      },
      rdsProxies: [{ connection: "Sales", instance: "sales-db" }],
      domain: {
        name: "data.example.com",
        certificate: "arn:aws:acm:eu-west-1:444455556666:certificate/0f",
        hostedZone: "Z0123456789",
      },
      defaultEndpoint: false,
      webAcl: {},
    }),
  ).toMatchSnapshot();
});

it("private, with executions kept ready and gradual deployments", () => {
  expect(
    differences({
      privateEndpoints: ["vpce-0a1b2c3d4e5f67890"],
      dataProvisionedConcurrency: 2,
      authorizerProvisionedConcurrency: 1,
      gradualDeployment: "Canary10Percent10Minutes",
    }),
  ).toMatchSnapshot();
});
