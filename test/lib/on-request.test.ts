import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Match, Template } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, test, vi } from "vitest";
import { dataApiApp } from "../../lib/app.ts";
import { readContext } from "../../lib/setting-sources.ts";

/** The lines of this copy's users may be anything, and are not what is tested. */
vi.mock("../../reports/routes.ts", () => ({ routes: [] }));

const bare = mkdtempSync(join(tmpdir(), "settings-"));
const folders = [bare];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
writeFileSync(
  join(bare, "cdk.json"),
  JSON.stringify({ context: readContext(join(import.meta.dirname, "../..")) }),
);

/** Synthesis itself runs cdk-nag and the schema checks: every template in this file has passed them. */
function synthesise(settings: object): Template {
  const file = join(bare, "settings.json");
  writeFileSync(file, JSON.stringify({ clients: ["ACME"], ...settings }));
  const assembly = dataApiApp(bare, { INTERJECT_SETTINGS_FILE: file }).synth();
  folders.push(assembly.directory);
  return Template.fromJSON(assembly.stacks[0]?.template);
}

const place = { account: "444455556666", region: "eu-west-1" };
const outputsOf = (template: Template) =>
  Object.fromEntries(Object.entries(template.findOutputs("*")).map(([id, { Value }]) => [id, Value]));

test("a stack whose account and region are pinned is for no other", () => {
  writeFileSync(join(bare, "settings.json"), JSON.stringify({ clients: ["ACME"], ...place }));
  const assembly = dataApiApp(bare, { INTERJECT_SETTINGS_FILE: "settings.json" }).synth();
  folders.push(assembly.directory);
  expect(assembly.stacks[0]?.environment).toMatchObject(place);
});

describe("the address", () => {
  test("ends without a slash, because what the portal puts behind it begins with one", () => {
    const { BaseUrl } = outputsOf(synthesise(place));
    expect(BaseUrl["Fn::Join"][1].at(-1)).toBe("/prod");
  });

  const domain = {
    name: "data.example.com",
    certificate: "arn:aws:acm:eu-west-1:444455556666:certificate/0f",
  };

  test("is the domain's, with a record where the settings name a zone", () => {
    const template = synthesise({ domain: { ...domain, hostedZone: "Z0123" } });
    expect(outputsOf(template)["BaseUrl"]).toBe("https://data.example.com");
    expect(Object.keys(outputsOf(template))).not.toContain("DomainTarget");
    template.hasResourceProperties("AWS::Route53::RecordSet", {
      Name: "data.example.com.",
      HostedZoneId: "Z0123",
    });
  });

  test("is the domain's, with the target of a record that is made by hand", () => {
    const template = synthesise({ domain });
    template.resourceCountIs("AWS::Route53::RecordSet", 0);
    expect(outputsOf(template)["DomainTarget"]).toEqual({
      "Fn::GetAtt": [expect.stringMatching(/^Domain/), "RegionalDomainName"],
    });
  });

  test("of the domain takes no weaker TLS than the API", () => {
    synthesise({ domain }).hasResourceProperties("AWS::ApiGateway::DomainName", {
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      EndpointAccessMode: "STRICT",
    });
  });
});

describe("a private API", () => {
  const deploymentOf = (template: Template) =>
    Object.keys(template.findResources("AWS::ApiGateway::Deployment"));
  const one = synthesise({ privateEndpoints: ["vpce-0a1b2c3d"] });

  test("denies what comes another way than through its endpoints", () => {
    one.hasResourceProperties("AWS::ApiGateway::RestApi", {
      EndpointConfiguration: { Types: ["PRIVATE"], VpcEndpointIds: ["vpce-0a1b2c3d"] },
      Policy: {
        Statement: [
          Match.objectLike({ Effect: "Allow" }),
          Match.objectLike({
            Effect: "Deny",
            Condition: { StringNotEquals: { "aws:SourceVpce": ["vpce-0a1b2c3d"] } },
          }),
        ],
      },
    });
  });

  test("answers at an address with an endpoint's name, which the strict mode does not", () => {
    one.hasResourceProperties("AWS::ApiGateway::RestApi", { EndpointAccessMode: "BASIC" });
    const { BaseUrl } = outputsOf(one);
    expect(BaseUrl["Fn::Join"][1].join("")).toMatch(/-vpce-0a1b2c3d\.execute-api\./);
  });

  test("is deployed anew with another policy, which would not hold before", () => {
    const other = synthesise({ privateEndpoints: ["vpce-1a1b2c3d"] });
    expect(deploymentOf(other)).not.toEqual(deploymentOf(one));
  });
});

describe("a web ACL", () => {
  const template = synthesise({ webAcl: { requestsPerToken: 50 } });
  const [acl] = Object.values(template.findResources("AWS::WAFv2::WebACL"));
  const { Rules: rules = [], ...more } = acl?.["Properties"] ?? {};

  test("counts for each address and for each token, before anything else", () => {
    const [address, token] = rules;
    const rates = [address.Statement.RateBasedStatement, token.Statement.RateBasedStatement];
    expect(rates).toMatchObject([
      { AggregateKeyType: "IP", Limit: 6000, EvaluationWindowSec: 300 },
      { AggregateKeyType: "CUSTOM_KEYS", Limit: 50, CustomKeys: [{ Header: { Name: "authorization" } }] },
    ]);
    expect(rules).toMatchObject([0, 1, 2, 3, 4].map((Priority) => ({ Priority })));
  });

  test("answers what is too many as Excel can read it", () => {
    expect(JSON.parse(more.CustomResponseBodies.tooMany.Content)).toMatchObject({
      ErrorMessage: expect.stringContaining("try again"),
      ReturnedDataList: [],
    });
    expect(rules[0].Action.Block.CustomResponse).toMatchObject({ ResponseCode: 429 });
  });

  test("lets saves through, which are large and hold any text", () => {
    const counted = rules[4].Statement.ManagedRuleGroupStatement.RuleActionOverrides;
    expect(counted).toContainEqual({ Name: "SizeRestrictions_BODY", ActionToUse: { Count: {} } });
    expect(counted).toContainEqual({ Name: "CrossSiteScripting_BODY", ActionToUse: { Count: {} } });
  });

  test("shows nobody a token", () => {
    expect(more.DataProtectionConfig.DataProtections).toContainEqual({
      Action: "SUBSTITUTION",
      Field: { FieldType: "SINGLE_HEADER", FieldKeys: ["authorization"] },
    });
  });
});

describe("executions kept ready", () => {
  const template = synthesise({ dataProvisionedConcurrency: 3 });

  test("are those of the function that the settings name", () => {
    const aliases = Object.values(template.findResources("AWS::Lambda::Alias"));
    expect(aliases.map(({ Properties }) => Properties)).toMatchObject([
      {
        FunctionName: { Ref: expect.stringMatching(/^DataFunction/) },
        ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
      },
    ]);
  });

  test("are what the gateway calls, and may call", () => {
    const called = JSON.stringify(template.findResources("AWS::ApiGateway::Method"));
    expect(called).toContain("DataFunctionLive");
    expect(called).not.toMatch(/"Fn::GetAtt":\["DataFunction[0-9A-F]{8}","Arn"\]/);
    const permissions = Object.values(template.findResources("AWS::Lambda::Permission"));
    expect(JSON.stringify(permissions)).toContain('"FunctionName":{"Ref":"DataFunctionLive');
  });
});

describe("a gradual deployment", () => {
  const template = synthesise({
    ...place,
    gradualDeployment: "Linear10PercentEvery1Minute",
    alarms: "all",
    connections: [
      {
        name: "Sales",
        engine: "postgres",
        secret: "arn:aws:secretsmanager:eu-west-1:444455556666:secret:sales-AbCdEf",
      },
    ],
  });
  const groups = Object.values(template.findResources("AWS::CodeDeploy::DeploymentGroup"));

  test("moves both functions, in the way that is set", () => {
    expect(groups.map(({ Properties }) => Properties.DeploymentConfigName)).toEqual([
      "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
      "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
    ]);
    const policies = Object.values(template.findResources("AWS::Lambda::Alias"));
    expect(policies.map(({ UpdatePolicy }) => Object.keys(UpdatePolicy))).toEqual([
      ["CodeDeployLambdaAliasUpdate"],
      ["CodeDeployLambdaAliasUpdate"],
    ]);
  });

  test("is taken back for alarms that code can cause, and for no other", () => {
    for (const { Properties } of groups) {
      const alarms: { Name: { Ref: string } }[] = Properties.AlarmConfiguration.Alarms;
      expect(alarms.map(({ Name }) => Name.Ref.replace(/[0-9A-F]{8}$/, ""))).toEqual([
        "GatewayErrors",
        "DataErrors",
        "FailedReports",
      ]);
      expect(Properties.AutoRollbackConfiguration.Events).toContain("DEPLOYMENT_STOP_ON_ALARM");
    }
  });
});

describe("a proxy", () => {
  const dataNetwork = {
    subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    securityGroupIds: ["sg-0b2c3d4e"],
  };
  const iam = { user: "api", resourceId: "cluster-ABC" };
  const connections = [
    { name: "Sales_1", engine: "mysql", iam, host: "sales.example.com", port: 3307, database: "sales" },
    { name: "Other", engine: "postgres", iam, host: "other.example.com", database: "other" },
  ];
  const template = synthesise({
    ...place,
    connections,
    dataNetwork,
    rdsProxies: [{ connection: "sales_1", cluster: "sales" }],
  });

  test("stands in front of its connection alone, at the engine's usual port", () => {
    const [made] = Object.values(
      template.findResources("AWS::Lambda::Function", { Properties: { VpcConfig: Match.anyValue() } }),
    );
    const text = JSON.stringify(made?.["Properties"].Environment.Variables.SETTINGS);
    expect(text).toContain("other.example.com");
    expect(text).toMatch(/Sales_1/);
    expect(text).not.toContain("sales.example.com");
    expect(text).not.toContain("3307");
  });

  test("signs in to the database as the connection did, without a secret, and over TLS", () => {
    template.hasResourceProperties("AWS::RDS::DBProxy", {
      DBProxyName: "interjectdataapi-sales-1",
      EngineFamily: "MYSQL",
      DefaultAuthScheme: "IAM_AUTH",
      RequireTLS: true,
      Auth: Match.absent(),
    });
    template.hasResourceProperties("AWS::RDS::DBProxyTargetGroup", {
      TargetGroupName: "default",
      DBClusterIdentifiers: ["sales"],
    });
    const [role] = Object.values(
      template.findResources("AWS::IAM::Role", { Properties: { Policies: Match.anyValue() } }),
    );
    const { Policies = [] } = role?.["Properties"] ?? {};
    expect(Policies[0].PolicyDocument.Statement[0]).toEqual({
      Action: "rds-db:connect",
      Effect: "Allow",
      Resource: "arn:aws:rds-db:eu-west-1:444455556666:dbuser:cluster-ABC/api",
    });
  });
});
