import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { dataApiApp } from "../../lib/app.ts";
import { readContext } from "../../lib/setting-sources.ts";
import { requestBody } from "../../local/addin/request.ts";
import { readResponse } from "../../local/addin/response.ts";
import { localFunction, textOf } from "../../local/aws/functions.ts";
import { readDeployment } from "../../local/aws/template.ts";
import {
  asksCatalogue,
  describe as describeRoutine,
} from "../lambdas/data/sql/engines/sqlserver/described.ts";
import { selfSigned } from "../support/certificate.ts";
import { mary } from "../support/data-function.ts";
import { type SecretsManager, secretArn, startSecretsManager } from "../support/secrets-manager.ts";
import { serverUrl } from "../support/sql/server.ts";
import * as tokens from "../support/tds/tokens.ts";
import { nvarchar } from "../support/tds/types.ts";
import { startTdsServer, type TdsServerOptions } from "../support/tds-server.ts";

/**
 * The data function's own bundle with a connection as it would be deployed: AWS's client and the driver are
 * in it, the password is not.
 */
const project = join(import.meta.dirname, "../..");
const folders: string[] = [];
let manager: SecretsManager;
beforeAll(async () => {
  manager = await startSecretsManager();
});
afterAll(() => {
  manager.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A SQL Server whose one procedure answers one row. */
function server(options: TdsServerOptions = {}) {
  const column = [{ name: "Status", type: nvarchar(50) }];
  return startTdsServer({
    ...options,
    answer: (request) => {
      if (asksCatalogue(request)) return describeRoutine({ type: "P", name: "Pull" });
      if (request.kind !== "rpc" || !request.procedure.includes("Pull")) return null;
      return [
        tokens.colMetadata(column),
        tokens.row(column, ["it works"]),
        tokens.doneInProc({ count: 1 }),
        tokens.returnStatus(0),
        tokens.doneProc(),
      ];
    },
  });
}

/** Asks the data function that a deployment with this connection would have. */
async function pull(connection: object, text: string) {
  const directory = mkdtempSync(join(tmpdir(), "secret-test-"));
  folders.push(directory);
  writeFileSync(join(directory, "cdk.json"), JSON.stringify({ context: readContext(project) }));
  mkdirSync(join(directory, "reports"));
  writeFileSync(
    join(directory, "reports", "settings.json"),
    JSON.stringify({ clients: "any", connections: [connection] }),
  );
  const assembly = dataApiApp(directory, {}).synth();
  folders.push(assembly.directory);
  const functions = [...readDeployment(assembly.directory).functions.values()];
  const found = functions.find(({ id }) => id.startsWith("DataFunction"));
  if (found === undefined) throw new Error("The template has no data function");
  // What Lambda gives a function for AWS's clients; the endpoint leads to this machine.
  const names = [
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_REGION",
  ];
  const aws = Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
  const lines: string[] = [];
  const made = localFunction({ ...found, environment: { ...found.environment, ...aws } }, 1, (line) =>
    lines.push(line),
  );
  const answer = await made.invoke({
    resource: "/api/v1/sql",
    httpMethod: "POST",
    headers: { "Content-Type": "application/json" },
    body: requestBody("ReportRange", { command: { text } }),
    isBase64Encoded: false,
    requestContext: { requestId: "r", identity: { sourceIp: "192.0.2.1" }, authorizer: encodeIdentity(mary) },
  });
  // The answer's status and headers come first (AWS: "Response streaming for Lambda functions").
  const document = (await textOf(answer)).split("\0".repeat(8)).at(-1) ?? "";
  await made.close();
  return { ...readResponse(document), lines: lines.join("\n") };
}

describe("a deployed data function", () => {
  const secret = secretArn("sales");
  const connection = { name: "Sales", engine: "sqlserver", secret, routines: ["dbo.*"] };
  const keep = (port: number) =>
    manager.secrets.set(
      secret,
      JSON.stringify({ username: "api", password: "from the secret", host: "localhost", port, dbname: "d" }),
    );

  it("reads its secret from AWS and signs in with it", async () => {
    const { port, close } = await server({ password: "from the secret" });
    keep(port);
    const { tables, errorMessage, lines } = await pull({ ...connection, tls: "off" }, "dbo.Pull");
    await close();
    expect({ errorMessage, lines }).toMatchObject({ errorMessage: "" });
    expect(tables[0]?.rows).toEqual([["it works"]]);
    expect(manager.asked).toEqual([`secretsmanager.GetSecretValue ${secret}`]);
    expect(lines).not.toContain("from the secret");
  }, 60_000);

  it("signs in to no server whose certificate nobody vouches for, unless the settings say so", async () => {
    const { port, close, logins } = await server({
      password: "from the secret",
      certificate: selfSigned(),
    });
    keep(port);
    const refused = await pull(connection, "dbo.Pull");
    expect(refused.errorMessage).toContain("cannot be made");
    expect(refused.lines).toMatch(/self[- ]signed certificate/);
    expect(logins).toEqual([]);
    // The line counts, too, under the dimensions that the alarm watches.
    const line = refused.lines.split("\n").find((text) => text.includes("database-unreachable"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      DatabaseUnavailable: 1,
      connection: "Sales",
      service: "InterjectDataApi-DataFunction",
      _aws: { CloudWatchMetrics: [{ Dimensions: [["service", "connection"]] }] },
    });
    const { errorMessage, lines } = await pull({ ...connection, tls: "unverified" }, "dbo.Pull");
    await close();
    expect({ errorMessage, lines }).toMatchObject({ errorMessage: "" });
    expect(logins).toHaveLength(1);
  }, 60_000);

  it.skipIf(serverUrl("TEST_POSTGRES_URL") === undefined)(
    "makes its own token for IAM (TEST_POSTGRES_URL names a server, which takes any password)",
    async () => {
      const { hostname, port, username } = new URL(serverUrl("TEST_POSTGRES_URL") ?? "");
      const iam = { user: username, resourceId: "db-1" };
      const place = { host: hostname, port: Number(port || 5432), database: "postgres", tls: "off" };
      const own = { name: "Sales", engine: "postgres", iam, ...place, routines: ["api.*"] };
      const { errorMessage } = await pull(own, "api.nothing");
      // It got as far as the catalogue.
      expect(errorMessage).toContain("The database has no routine api.nothing");
    },
    60_000,
  );
});
