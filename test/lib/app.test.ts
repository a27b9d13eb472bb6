import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { CfnFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { afterAll, describe, expect, test, vi } from "vitest";
import { exampleRoutes } from "../../lambdas/data/examples/routes.ts";
import { routeTable } from "../../lambdas/data/routes.ts";
import { AuthorizerSettings } from "../../lambdas/settings/authorizer.ts";
import { DataSettings } from "../../lambdas/settings/data.ts";
import { decodeSettings } from "../../lambdas/settings/functions.ts";
import { dataApiApp } from "../../lib/app.ts";
import { readContext } from "../../lib/setting-sources.ts";
import { methodsOf } from "../support/methods.ts";

/** The lines of this copy's users may be anything, and are not what is tested. */
vi.mock("../../reports/routes.ts", () => ({ routes: [] }));

const project = join(import.meta.dirname, "../..");
/**
 * cdk.json with CDK's flags but no settings, and no .env: what this machine deploys is not what is tested.
 */
const bare = mkdtempSync(join(tmpdir(), "settings-"));
const flags = readContext(project);
writeFileSync(join(bare, "cdk.json"), JSON.stringify({ context: flags }));

const folders = [bare];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function synthesise(environment: Record<string, string> = {}): Template {
  const assembly = dataApiApp(bare, { INTERJECT_CLIENTS: '["ACME"]', ...environment }).synth();
  folders.push(assembly.directory);
  return Template.fromJSON(assembly.stacks[0]?.template);
}

const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;

/** Synthesis itself runs cdk-nag and the schema checks: every template in this file has passed them. */
const standard = synthesise();

describe("checks at synthesis", () => {
  test("a property that AWS would refuse is an error", () => {
    const app = new App({ context: flags });
    new CfnFunction(new Stack(app, "Wrong"), "Function", {
      role: "arn:aws:iam::123456789012:role/some",
      code: { zipFile: "//" },
      memorySize: 5,
    });
    expect(() => app.synth()).toThrow(/MemorySize: 5 is less than the minimum/);
  });

  test("a finding of cdk-nag that no one has accepted is an error", () => {
    const app = dataApiApp(bare, { INTERJECT_CLIENTS: "any" });
    const [stack] = app.node.children.filter((child) => child instanceof Stack);
    new Queue(stack ?? app, "Queue");
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS/);
  });
});

describe("a stack whose issuers share clients", () => {
  const issuers = JSON.stringify([
    { provider: "interject" },
    {
      provider: "okta",
      issuer: "https://example.okta.com/oauth2/default",
      audiences: ["a"],
      clientId: "ACME",
    },
  ]);
  const warnings = (environment: Record<string, string>) => {
    const app = dataApiApp(bare, { INTERJECT_CLIENTS: '["ACME"]', ...environment });
    const [stack] = app.node.children.filter((child) => child instanceof Stack);
    if (stack === undefined) throw new Error("The app has no stack");
    return Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp("same Interject client"));
  };

  test("is synthesised with a warning, and no other is", () => {
    expect(warnings({ INTERJECT_ISSUERS: issuers })).toHaveLength(1);
    expect(warnings({})).toEqual([]);
  });
});

describe("routes", () => {
  const routes = routeTable({ examples: false });
  const methods = methodsOf(standard).filter(({ method }) => method !== "OPTIONS");

  test.each(routes.map(({ method, path, access }) => [`${method} ${path}`, access ?? "protected"]))(
    "%s is %s",
    (route, access) => {
      const made = methods.find(({ method, path }) => `${method} ${path}` === route);
      expect(made?.authorization).toBe(access === "public" ? "NONE" : "CUSTOM");
    },
  );

  test("nothing but a public route is open", () => {
    const open = new Set(
      routes
        .filter(({ access }) => access === "public")
        .map(({ method, path }) => `${method} ${path.toLowerCase()}`),
    );
    const made = methods.filter(({ authorization }) => authorization !== "CUSTOM");
    for (const { method, path } of made) expect(open).toContain(`${method} ${path.toLowerCase()}`);
  });
});

describe("the example endpoints", () => {
  const examplesOf = (template: Template) =>
    methodsOf(template).filter(({ path }) => path.startsWith("/api/v1/example"));

  test("are there where the settings ask for them, and else not", () => {
    expect(examplesOf(standard)).toEqual([]);
    const asked = examplesOf(synthesise({ INTERJECT_EXAMPLES: "true" }));
    expect(asked.filter(({ method }) => method !== "OPTIONS")).toHaveLength(exampleRoutes.length);
  });
});

describe("the authorizer", () => {
  test("is asked with the Authorization header, and its answer kept as long as is set", () => {
    for (const [seconds, template] of [
      [300, standard],
      [0, synthesise({ INTERJECT_AUTHORIZER_CACHE_SECONDS: "0" })],
    ] as const) {
      template.hasResourceProperties("AWS::ApiGateway::Authorizer", {
        Type: "REQUEST",
        IdentitySource: "method.request.header.Authorization",
        AuthorizerResultTtlInSeconds: seconds,
      });
    }
  });

  test("protects every method with the same authorizer", () => {
    const ids = new Set(methodsOf(standard).flatMap(({ authorizerId }) => authorizerId ?? []));
    expect(ids).toEqual(new Set(Object.keys(standard.findResources("AWS::ApiGateway::Authorizer"))));
  });
});

describe("functions", () => {
  const functions = (template: Template) =>
    Object.values(template.findResources("AWS::Lambda::Function")).map(({ Properties }) => Properties);

  test("are two, on Node 24 and arm64, with their own log groups", () => {
    const all = functions(standard);
    expect(all).toHaveLength(2);
    for (const properties of all) {
      expect(properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
        LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO" },
      });
      // They would be read at each cold start; the log reads them when there is an error.
      expect(properties.Environment.Variables.NODE_OPTIONS).not.toContain("source-maps");
    }
    expect(new Set(all.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref)).size).toBe(2);
  });

  test("let Node use nine tenths of their memory", () => {
    for (const { MemorySize, Environment } of functions(synthesise({ INTERJECT_DATA_MEMORY_MB: "10240" }))) {
      const { NODE_OPTIONS } = Environment.Variables;
      const limitMb = execFileSync(
        process.execPath,
        ["-p", "v8.getHeapStatistics().heap_size_limit / 2 ** 20"],
        {
          env: { NODE_OPTIONS },
          encoding: "utf8",
        },
      );
      // Young objects come on top: three spaces of 8 MB.
      expect(Number(limitMb)).toBe(Math.floor(MemorySize * 0.9) + 24);
    }
  });

  test("find their settings in the environment that the stack wrote", () => {
    const template = synthesise({ INTERJECT_ISSUER: "https://id.example", INTERJECT_CORS_ORIGIN: "null" });
    const variables = (part: string) =>
      functions(template).find(({ Description }) => Description.includes(part))?.Environment.Variables;
    expect(decodeSettings(AuthorizerSettings, variables("tokens"))).toMatchObject({
      issuers: [{ issuer: "https://id.example" }],
    });
    expect(decodeSettings(DataSettings, variables("pulls"))).toMatchObject({ corsOrigin: null });
  });

  test("fetch key sets through a proxy where the settings name one", () => {
    const variables = functions(synthesise({ INTERJECT_HTTPS_PROXY: "http://proxy.example:3128" })).map(
      ({ Environment }) => Environment.Variables,
    );
    expect(variables.map(({ HTTPS_PROXY }) => HTTPS_PROXY ?? null).toSorted()).toEqual([
      "http://proxy.example:3128",
      null,
    ]);
    expect(functions(standard).some(({ Environment }) => "HTTPS_PROXY" in Environment.Variables)).toBe(false);
  });

  test("take memory, time and number from the settings", () => {
    const template = synthesise({
      INTERJECT_DATA_MEMORY_MB: "2048",
      INTERJECT_DATA_TIMEOUT_SECONDS: "60",
      INTERJECT_DATA_RESERVED_CONCURRENCY: "10",
      INTERJECT_AUTHORIZER_MEMORY_MB: "256",
      INTERJECT_AUTHORIZER_TIMEOUT_SECONDS: "5",
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 2048,
      Timeout: 60,
      ReservedConcurrentExecutions: 10,
    });
    template.hasResourceProperties("AWS::Lambda::Function", {
      MemorySize: 256,
      Timeout: 5,
      ReservedConcurrentExecutions: Match.absent(),
    });
  });
});

describe("the data function", () => {
  const network = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0b2c3d4e"] };
  const functionOf = (template: Template) =>
    Object.values(template.findResources("AWS::Lambda::Function"))
      .map(({ Properties }) => Properties)
      .find(({ Description }) => Description.includes("pulls"));

  test("is in the network that the settings name, and the authorizer is not", () => {
    const template = synthesise({ INTERJECT_DATA_NETWORK: JSON.stringify(network) });
    expect(functionOf(template)?.VpcConfig).toEqual({
      SubnetIds: ["subnet-0a1b2c3d"],
      SecurityGroupIds: ["sg-0b2c3d4e"],
    });
    const all = Object.values(template.findResources("AWS::Lambda::Function"));
    expect(all.filter(({ Properties }) => "VpcConfig" in Properties)).toHaveLength(1);
    expect(functionOf(standard)).not.toHaveProperty("VpcConfig");
  });

  test("carries the drivers that its connections need, and no other", () => {
    const bytesWith = (engine: string | null, local: readonly string[] = []) => {
      const connections =
        engine === null ? [] : [{ name: "A", engine, secret: secret("s"), tls: "unverified" }];
      const environment = { INTERJECT_CLIENTS: "any", INTERJECT_CONNECTIONS: JSON.stringify(connections) };
      const assembly = dataApiApp(bare, environment, null, local).synth();
      folders.push(assembly.directory);
      const assets = globSync("asset.*/*.mjs", { cwd: assembly.directory });
      const texts = assets.map((file) => readFileSync(join(assembly.directory, file), "utf8"));
      return texts
        .filter((text) => /ECONNRESET|SASL|mysql_native_password|LOGIN7|tedious/.test(text))
        .join("");
    };
    const has = (text: string) => ({
      postgres: text.includes("SCRAM-SHA-256"),
      mysql: text.includes("mysql_native_password"),
      sqlserver: text.includes("sp_reset_connection") || text.includes("sp_executesql"),
    });
    const none = { postgres: false, mysql: false, sqlserver: false };
    expect(has(bytesWith("postgres"))).toEqual({ ...none, postgres: true });
    expect(has(bytesWith("mysql"))).toMatchObject({ postgres: false, mysql: true });
    expect(has(bytesWith(null))).toMatchObject({ postgres: false, mysql: false });
    // npm start adds connections of its own to the function.
    expect(has(bytesWith(null, ["postgres"]))).toMatchObject({ postgres: true, mysql: false });
  });

  test("is not deployed with more settings than its environment holds", () => {
    const perClient = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`client-${at}`, { secret: secret(`sales-${at}`) }]),
    );
    const connections = JSON.stringify([{ name: "Sales", engine: "postgres", perClient }]);
    expect(() => dataApiApp(bare, { INTERJECT_CLIENTS: "any", INTERJECT_CONNECTIONS: connections })).toThrow(
      "Lambda has room for 3,700",
    );
  });
});

describe("permissions", () => {
  const statements = (template: Template) =>
    Object.values(template.findResources("AWS::IAM::Policy")).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );

  test("of a function: to write to its own log group, and nothing else", () => {
    const groups = new Set<string>();
    for (const { Action, Effect, Resource } of statements(standard)) {
      expect(Effect).toBe("Allow");
      expect(Action).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
      groups.add(Resource["Fn::GetAtt"][0]);
    }
    const logGroups = standard.findResources("AWS::Logs::LogGroup");
    expect([...groups].every((id) => id in logGroups)).toBe(true);
    expect(groups.size).toBe(2);
  });

  test("with tracing: to send traces too", () => {
    const added = statements(synthesise({ INTERJECT_TRACING: "true" })).filter(
      ({ Resource }) => Resource === "*",
    );
    for (const { Action } of added)
      expect(Action).toEqual(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]);
    expect(added).toHaveLength(2);
  });

  const granted = (connections: object[], action: string) =>
    statements(synthesise({ INTERJECT_CONNECTIONS: JSON.stringify(connections) })).filter(({ Action }) =>
      [Action].flat().includes(action),
    );

  test("of the data function in a network: to make network interfaces for Lambda, but not for its own code", () => {
    const network = { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0b2c3d4e"] };
    const template = synthesise({ INTERJECT_DATA_NETWORK: JSON.stringify(network) });
    const [allowed, denied] = ["Allow", "Deny"].map((effect) =>
      statements(template).find(
        ({ Action, Effect }) => Effect === effect && [Action].flat().includes("ec2:CreateNetworkInterface"),
      ),
    );
    expect(allowed).toMatchObject({ Resource: "*" });
    const [functionId] = Object.entries(template.findResources("AWS::Lambda::Function"))
      .filter(([, { Properties }]) => Properties.Description.includes("pulls"))
      .map(([id]) => id);
    expect(denied).toMatchObject({
      Resource: "*",
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": { "Fn::GetAtt": [functionId, "Arn"] } } },
    });
    for (const action of allowed.Action) expect(denied.Action).toContain(action);
  });

  test("for databases: to read each secret that the settings name", () => {
    const connections = [
      { name: "Sales", engine: "postgres", secret: secret("sales") },
      {
        name: "Ledger",
        engine: "mysql",
        perClient: { A: { secret: secret("a") }, B: { secret: secret("b") } },
      },
    ];
    const [only, ...others] = granted(connections, "secretsmanager:GetSecretValue");
    expect(others).toEqual([]);
    expect(only.Action).toBe("secretsmanager:GetSecretValue");
    expect([only.Resource].flat().toSorted()).toEqual([secret("a"), secret("b"), secret("sales")]);
  });

  test("for databases: to decrypt with the key that the settings name, for Secrets Manager alone", () => {
    const kmsKey = "arn:aws:kms:eu-west-1:123456789012:key/0f";
    const connections = [{ name: "Sales", engine: "postgres", secret: secret("sales"), kmsKey }];
    const [only] = granted(connections, "kms:Decrypt");
    expect(only).toMatchObject({ Action: "kms:Decrypt", Resource: kmsKey });
    expect(JSON.stringify(only.Condition)).toContain("secretsmanager.eu-west-1.");
  });

  const clientMap = { name: "Sales", engine: "postgres", host: "h" };
  const parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/interject/clients";

  test("for databases of clients: to read the secret with the client map, and the secrets that it may name", () => {
    const perClientSecrets = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:clients/*";
    const connections = [{ ...clientMap, perClientFrom: secret("clients"), perClientSecrets }];
    const [only, ...others] = granted(connections, "secretsmanager:GetSecretValue");
    expect(others).toEqual([]);
    expect([only.Resource].flat().toSorted()).toEqual([secret("clients"), perClientSecrets].toSorted());
  });

  test("for databases of clients: to read the parameter with the client map, and no secret", () => {
    const kmsKey = "arn:aws:kms:eu-west-1:123456789012:key/0f";
    const connections = [{ ...clientMap, perClientFrom: parameter, kmsKey }];
    const all = statements(synthesise({ INTERJECT_CONNECTIONS: JSON.stringify(connections) }));
    const of = (action: string) => all.filter(({ Action }) => Action === action);
    expect(of("ssm:GetParameter")).toMatchObject([{ Resource: parameter }]);
    expect(of("secretsmanager:GetSecretValue")).toEqual([]);
    expect(JSON.stringify(of("kms:Decrypt")[0].Condition)).toContain("ssm.eu-west-1.");
    expect(JSON.stringify(of("kms:Decrypt")[0].Condition)).not.toContain("secretsmanager");
  });

  test("for databases: to sign in to RDS as the user that the settings name", () => {
    const iam = { user: "api", resourceId: "db-ABC" };
    const connections = [{ name: "Sales", engine: "postgres", iam, host: "h", database: "d" }];
    const [only] = granted(connections, "rds-db:connect");
    expect(only.Action).toBe("rds-db:connect");
    expect(JSON.stringify(only.Resource)).toMatch(/:rds-db:.*:dbuser:db-ABC\/api/);
  });

  test("by managed policy: only the gateway's, to write its logs", () => {
    const roles = Object.values(standard.findResources("AWS::IAM::Role"));
    const managed = roles.flatMap(({ Properties }) => Properties.ManagedPolicyArns ?? []);
    expect(managed).toHaveLength(1);
    expect(JSON.stringify(managed)).toContain("AmazonAPIGatewayPushToCloudWatchLogs");
  });

  test("to call a function: only the gateway's", () => {
    const permissions = Object.values(standard.findResources("AWS::Lambda::Permission"));
    expect(permissions).toHaveLength(2);
    for (const { Properties } of permissions) {
      expect(Properties.Principal).toBe("apigateway.amazonaws.com");
      expect(Properties.SourceArn).toBeDefined();
    }
  });
});

describe("the stack", () => {
  test("says its base URL and functions", () => {
    expect(Object.keys(standard.findOutputs("*")).toSorted()).toEqual([
      "AuthorizerFunctionName",
      "BaseUrl",
      "DataFunctionName",
      "RestApiId",
    ]);
  });

  test("names no address that is closed", () => {
    const closed = synthesise({ INTERJECT_DEFAULT_ENDPOINT: "false" });
    closed.hasResourceProperties("AWS::ApiGateway::RestApi", { DisableExecuteApiEndpoint: true });
    expect(Object.keys(closed.findOutputs("*"))).not.toContain("BaseUrl");
    standard.hasResourceProperties("AWS::ApiGateway::RestApi", { DisableExecuteApiEndpoint: false });
  });

  test("sets the account's logging role for the gateway, unless the settings say that there is one", () => {
    standard.resourceCountIs("AWS::ApiGateway::Account", 1);
    const without = synthesise({ INTERJECT_GATEWAY_LOGGING_ROLE: "false" });
    without.resourceCountIs("AWS::ApiGateway::Account", 0);
    without.hasResourceProperties("AWS::ApiGateway::Stage", { AccessLogSetting: Match.anyValue() });
  });

  test("names neither account nor region", () => {
    expect(JSON.stringify(standard.toJSON())).not.toMatch(/\b\d{12}\b|\b[a-z]{2}-[a-z]+-\d\b/);
  });

  test("stays far below CloudFormation's 500 resources", () => {
    expect(Object.keys(standard.toJSON()["Resources"]).length).toBeLessThan(150);
  });

  test("is the same one whenever the same source and settings are synthesised", () => {
    expect(synthesise().toJSON()).toEqual(standard.toJSON());
  });
});
