import { expect, it } from "vitest";
import { paidResources } from "../../../lib/cost/resources.ts";

const lambda = (MemorySize: number, Mode = "PassThrough") => ({
  Type: "AWS::Lambda::Function",
  Properties: { Description: "A function", MemorySize, TracingConfig: { Mode } },
});
const logs = (RetentionInDays: number) => ({
  Type: "AWS::Logs::LogGroup",
  Properties: { RetentionInDays },
});

it("reads what is paid for from a template", () => {
  expect(
    paidResources({
      Resources: {
        AuthorizerFunction1A: lambda(512),
        DataFunction2B: lambda(1769, "Active"),
        DataFunctionAlias: {
          Type: "AWS::Lambda::Alias",
          Properties: {
            FunctionName: { Ref: "DataFunction2B" },
            ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
          },
        },
        Logs: logs(30),
        OtherLogs: logs(90),
        Alarm: { Type: "AWS::CloudWatch::Alarm" },
        Acl: { Type: "AWS::WAFv2::WebACL", Properties: { Rules: [{}, {}] } },
      },
    }),
  ).toEqual({
    authorizer: { memoryMb: 512, provisioned: 0 },
    data: { memoryMb: 1769, provisioned: 5 },
    logDays: 90,
    alarms: 1,
    dashboards: 0,
    tracing: true,
    webAclRules: [2],
  });
});

it("refuses a template that has no such functions", () => {
  expect(() => paidResources({ Resources: {} })).toThrow("The template has no");
});
