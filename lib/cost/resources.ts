import * as v from "valibot";

/** What a synthesised template has that is paid for. */
export interface PaidResources {
  readonly authorizer: FunctionSize;
  readonly data: FunctionSize;
  /** Days that log lines are kept; the longest of the log groups. */
  readonly logDays: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly tracing: boolean;
  /** Rules of each web ACL. */
  readonly webAclRules: readonly number[];
}

interface FunctionSize {
  readonly memoryMb: number;
  /** Executions kept ready; 0 where none are. */
  readonly provisioned: number;
}

const Template = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
});

const FunctionProperties = v.object({
  Description: v.string(),
  MemorySize: v.number(),
  TracingConfig: v.optional(v.object({ Mode: v.string() })),
});
const LogGroupProperties = v.object({ RetentionInDays: v.optional(v.number(), 3653) });
const ReadyProperties = v.object({
  FunctionName: v.object({ Ref: v.string() }),
  ProvisionedConcurrencyConfig: v.object({ ProvisionedConcurrentExecutions: v.number() }),
});
const WebAclProperties = v.object({ Rules: v.array(v.unknown()) });

/**
 * Reads the template that would be deployed, so that a setting which costs something is counted without being
 * named here.
 * @throws ValiError for a template that is not this stack's
 */
export function paidResources(template: unknown): PaidResources {
  const resources = Object.entries(v.parse(Template, template).Resources);
  const of = (type: string) => resources.filter(([, { Type }]) => Type === type);
  const functions = of("AWS::Lambda::Function").flatMap(([id, { Properties }]) => {
    const parsed = v.safeParse(FunctionProperties, Properties);
    return parsed.success ? [{ id, ...parsed.output }] : [];
  });
  const provisioned = [...of("AWS::Lambda::Alias"), ...of("AWS::Lambda::Version")].flatMap(([, one]) => {
    const parsed = v.safeParse(ReadyProperties, one.Properties);
    return parsed.success ? [parsed.output] : [];
  });
  const size = (id: string): FunctionSize => {
    const made = functions.find((one) => one.id.startsWith(id));
    if (made === undefined) throw new Error(`The template has no ${id}.`);
    const own = provisioned.filter(({ FunctionName }) => FunctionName.Ref === made.id);
    return {
      memoryMb: made.MemorySize,
      provisioned: own.reduce(
        (sum, one) => sum + one.ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions,
        0,
      ),
    };
  };
  return {
    authorizer: size("AuthorizerFunction"),
    data: size("DataFunction"),
    logDays: Math.max(
      ...of("AWS::Logs::LogGroup").map(
        ([, { Properties }]) => v.parse(LogGroupProperties, Properties).RetentionInDays,
      ),
    ),
    alarms: of("AWS::CloudWatch::Alarm").length,
    dashboards: of("AWS::CloudWatch::Dashboard").length,
    tracing: functions.some(({ TracingConfig }) => TracingConfig?.Mode === "Active"),
    webAclRules: of("AWS::WAFv2::WebACL").map(
      ([, { Properties }]) => v.parse(WebAclProperties, Properties).Rules.length,
    ),
  };
}
