import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Match, Template } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, test, vi } from "vitest";
import { dataApiApp } from "../../lib/app.ts";
import { savedQueries } from "../../lib/saved-queries.ts";
import { readContext, SettingInvalid } from "../../lib/setting-sources.ts";

/** The lines of this copy's users may be anything, and are not what is tested. */
vi.mock("../../reports/routes.ts", () => ({ routes: [] }));

const project = join(import.meta.dirname, "../..");
const bare = mkdtempSync(join(tmpdir(), "settings-"));
writeFileSync(join(bare, "cdk.json"), JSON.stringify({ context: readContext(project) }));
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
const connections = JSON.stringify([{ name: "Sales-1", engine: "postgres", secret: secret("sales") }]);
const standard = synthesise();
const all = synthesise({
  INTERJECT_ALARMS: "all",
  INTERJECT_DASHBOARD: "true",
  INTERJECT_DAILY_BUDGET_USD: "5",
  INTERJECT_ALARM_EMAIL: "it@example.com",
  INTERJECT_CONNECTIONS: connections,
  INTERJECT_CANARY: JSON.stringify({
    path: "/reports/OpenInvoices",
    secret: secret("canary"),
    tokenUrl: "https://login.example.com/oauth2/token",
  }),
});
const alarmsOf = (template: Template) =>
  Object.values(template.findResources("AWS::CloudWatch::Alarm")).map(({ Properties }) => Properties);

describe("alarms", () => {
  test("watch what a user would notice, not the authorizer's refusals", () => {
    const alarms = alarmsOf(standard);
    expect(alarms.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`).sort()).toEqual([
      "AWS/ApiGateway 5XXError",
      "AWS/Lambda Errors",
      "AWS/Lambda Throttles",
    ]);
    expect(JSON.stringify(alarms)).not.toContain("AuthorizerFunction");
  });

  test("watch each database of the settings", () => {
    all.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "InterjectDataApi",
      MetricName: "DatabaseUnavailable",
      Dimensions: [
        { Name: "connection", Value: "Sales-1" },
        { Name: "service", Value: "InterjectDataApi-DataFunction" },
      ],
    });
  });

  test("are mailed to the address in the settings, and to no one without", () => {
    standard.resourceCountIs("AWS::SNS::Topic", 0);
    all.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "email",
      Endpoint: "it@example.com",
    });
    all.allResourcesProperties("AWS::CloudWatch::Alarm", { AlarmActions: [{ Ref: Match.anyValue() }] });
  });

  test("may publish to the topic, those of this account alone, and nobody without TLS", () => {
    const [policy] = Object.values(all.findResources("AWS::SNS::TopicPolicy"));
    expect(policy?.["Properties"].PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      {
        Sid: "AllowAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: { Ref: expect.any(String) },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      },
    ]);
  });

  test("have names that a mail's reader can look up, and that fit", () => {
    const issuer = `https://id.example/${"realm/".repeat(38)}end`;
    const issuers = JSON.stringify([{ provider: "keycloak", issuer, audiences: ["a"] }]);
    const named = alarmsOf(synthesise({ INTERJECT_ALARMS: "all", INTERJECT_ISSUERS: issuers })).map(
      ({ AlarmName }) => AlarmName,
    );
    expect(issuer.length).toBeLessThanOrEqual(255);
    expect(named).toContain("InterjectDataApi-GatewayErrors");
    expect(Math.max(...named.map((name) => name.length))).toBe(255);
  });

  test("are none where the settings want none", () => {
    synthesise({ INTERJECT_ALARMS: "none" }).resourceCountIs("AWS::CloudWatch::Alarm", 0);
  });

  test("on failed reports count the lines that the data function writes, of this stack alone", () => {
    all.hasResourceProperties("AWS::Logs::MetricFilter", {
      FilterPattern: '{ $.message = "report-failed" }',
      MetricTransformations: [
        { MetricName: "ReportFailed", Dimensions: [{ Key: "service", Value: "$.service" }] },
      ],
    });
    all.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "ReportFailed",
      Dimensions: [{ Name: "service", Value: "InterjectDataApi-DataFunction" }],
    });
  });

  test("on key sets are one an issuer, also where two have the same host", () => {
    const realm = (name: string) => ({
      provider: "keycloak",
      issuer: `https://id.example/realms/${name}`,
      audiences: ["a"],
    });
    const issuers = JSON.stringify([realm("one"), realm("two")]);
    const alarms = alarmsOf(synthesise({ INTERJECT_ALARMS: "all", INTERJECT_ISSUERS: issuers }));
    expect(
      alarms.filter(({ AlarmDescription }) => AlarmDescription.includes("id.example/realms/")),
    ).toHaveLength(2);
  });

  test.each([
    ["the account's quota", {}, "100 * claimed / SERVICE_QUOTA(used)"],
    ["what is reserved", { INTERJECT_DATA_RESERVED_CONCURRENCY: "20" }, "100 * used / 20"],
  ])("on concurrency compare with %s", (_, environment, Expression) => {
    synthesise({ INTERJECT_ALARMS: "all", ...environment }).hasResourceProperties("AWS::CloudWatch::Alarm", {
      Metrics: Match.arrayWith([Match.objectLike({ Expression })]),
      Threshold: 80,
    });
  });

  test("on the cost of a day are AWS Budgets', and need somebody to mail", () => {
    all.hasResourceProperties("AWS::Budgets::Budget", {
      Budget: { BudgetType: "COST", TimeUnit: "DAILY", BudgetLimit: { Amount: 5, Unit: "USD" } },
    });
    standard.resourceCountIs("AWS::Budgets::Budget", 0);
    expect(() => synthesise({ INTERJECT_DAILY_BUDGET_USD: "5" })).toThrow(SettingInvalid);
  });
});

describe("the dashboard", () => {
  test("is there where the settings ask for it, because it is billed", () => {
    standard.resourceCountIs("AWS::CloudWatch::Dashboard", 0);
    all.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  });

  test("has no graph without a metric, which CloudWatch would refuse", () => {
    const graphsOf = (template: Template) => {
      const [made] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
      const parts: unknown[] = made?.["Properties"].DashboardBody["Fn::Join"][1];
      const body = JSON.parse(parts.map((part) => (typeof part === "string" ? part : "x")).join(""));
      return body.widgets.filter(({ type }: { type: string }) => type === "metric");
    };
    const none = graphsOf(synthesise({ INTERJECT_DASHBOARD: "true" }));
    expect(graphsOf(all)).toHaveLength(none.length + 1);
    for (const { properties } of none) expect(properties.metrics.length).toBeGreaterThan(0);
  });
});

describe("the canary", () => {
  test("may write its log and read its own secret, and nothing else", () => {
    const policies = Object.entries(all.findResources("AWS::IAM::Policy")).filter(([id]) =>
      id.startsWith("CanaryFunction"),
    );
    const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(statements.map(({ Action }) => Action)).toEqual([
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      "secretsmanager:GetSecretValue",
    ]);
    expect(statements[1]?.Resource).toBe(secret("canary"));
  });

  test("pulls by a schedule, from the address that callers have, once at a time", () => {
    all.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(15 minutes)" });
    const [canary] = Object.entries(all.findResources("AWS::Lambda::Function")).filter(([id]) =>
      id.startsWith("CanaryFunction"),
    );
    const properties = canary?.[1]["Properties"];
    expect(properties.ReservedConcurrentExecutions).toBe(1);
    expect(JSON.stringify(properties.Environment)).toMatch(/baseUrl.*https:\/\/.*execute-api/);
  });

  test("is there on request alone", () => {
    standard.resourceCountIs("AWS::Events::Rule", 0);
    standard.resourceCountIs("AWS::Lambda::Function", 2);
  });
});

describe("saved queries", () => {
  const sources = globSync("lambdas/**/*.ts", { cwd: project }).map((file) =>
    readFileSync(join(project, file), "utf8"),
  );

  test("are all in the stack, by its name", () => {
    const made = Object.values(all.findResources("AWS::Logs::QueryDefinition"));
    expect(made.map(({ Properties }) => Properties.Name).toSorted()).toEqual(
      savedQueries.map(({ name }) => `InterjectDataApi/${name}`).toSorted(),
    );
  });

  test.each(savedQueries)("$name asks for messages that the functions log", ({ logs, steps }) => {
    const [filter = ""] = steps;
    if (logs.includes("access") || !filter.includes("message")) return;
    const messages = [...filter.matchAll(/(?:message = |")"?([a-z]+(?:-[a-z]+)*)"|\/\^([a-z-]+)\//g)].map(
      ([, name, start]) => name ?? start,
    );
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(sources.some((text) => text.includes(`"${message}`))).toBe(true);
  });

  test.each(savedQueries.filter(({ logs }) => logs.join() === "access"))(
    "$name asks for fields that the access log has",
    ({ steps }) => {
      const [stage] = Object.values(standard.findResources("AWS::ApiGateway::Stage"));
      const fields = Object.keys(JSON.parse(stage?.["Properties"].AccessLogSetting.Format));
      const words = steps
        .join(" ")
        .replaceAll(/"[^"]*"|\bas \w+|@\w+|\b\d\w*/g, "")
        .match(/[a-z]\w*/gi);
      const made = steps.join(" ").match(/(?<=\bas )\w+/g) ?? [];
      const language =
        /^(filter|fields|sort|limit|stats|by|asc|desc|or|and|count|pct|max|sum|bin|ispresent)$/;
      const unknown = words?.filter((word) => ![...fields, ...made].includes(word) && !language.test(word));
      expect(unknown).toEqual([]);
    },
  );
});

describe("docs/runbook.md", () => {
  const page = readFileSync(join(project, "docs/runbook.md"), "utf8");
  const sections = new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf("\n")), text]),
  );

  test("has a section for each alarm, which says symptom, query, cause and cure", () => {
    const named = alarmsOf(all).map(
      ({ AlarmDescription }) => /What to do: (\w+) in docs\/runbook\.md\.$/.exec(AlarmDescription)?.[1] ?? "",
    );
    expect(new Set(named).size).toBeGreaterThan(7);
    for (const name of [...named, "DailyBudget"]) {
      const parts = [...(sections.get(name) ?? "").matchAll(/^- \*\*(\w+)\*\*: /gm)].map(([, part]) => part);
      expect([name, ...parts]).toEqual([name, "Symptom", "Query", "Cause", "Cure"]);
    }
  });

  test("names queries that are saved, and all of them", () => {
    const named = new Set(
      [...page.matchAll(/query _([^_]+)_/g)].map(([, name]) => name?.replaceAll(/\s+/g, " ")),
    );
    expect([...named].toSorted()).toEqual(savedQueries.map(({ name }) => name).toSorted());
  });
});
