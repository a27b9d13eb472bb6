import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import type { Construct } from "constructs";
import { responseDocument } from "./gateway-responses.ts";
import type { StackSettings } from "./settings.ts";

/**
 * A web ACL of AWS WAF in front of the API: a rate for each address and for each token, and AWS's managed
 * rules. The rates stand first, so that a flood is refused before it is looked at more closely.
 */
export function webAcl(scope: Construct, { webAcl: wanted, stackName }: StackSettings, api: RestApi): void {
  if (wanted === null) return;
  const rules = [
    rateRule("RequestsPerAddress", { limit: wanted.requestsPerAddress, aggregateKeyType: "IP" }),
    rateRule("RequestsPerToken", {
      limit: wanted.requestsPerToken,
      aggregateKeyType: "CUSTOM_KEYS",
      customKeys: [
        { header: { name: "authorization", textTransformations: [{ priority: 0, type: "NONE" }] } },
      ],
    }),
    managedRules("AWSManagedRulesAmazonIpReputationList"),
    managedRules("AWSManagedRulesKnownBadInputsRuleSet"),
    managedRules("AWSManagedRulesCommonRuleSet", unfitRules),
  ];
  const acl = new CfnWebACL(scope, "WebAcl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: visibility(stackName),
    rules: rules.map((rule, priority) => ({ ...rule, priority })),
    customResponseBodies: {
      tooMany: { contentType: "APPLICATION_JSON", content: JSON.stringify(responseDocument(tooMany)) },
    },
    // The samples of requests that the console shows, and logs, would have whole tokens and tables.
    dataProtectionConfig: {
      dataProtections: [
        { field: { fieldType: "SINGLE_HEADER", fieldKeys: ["authorization"] }, action: "SUBSTITUTION" },
        { field: { fieldType: "BODY" }, action: "SUBSTITUTION" },
      ],
    },
  });
  new CfnWebACLAssociation(scope, "WebAclOfStage", {
    webAclArn: acl.attrArn,
    resourceArn: api.deploymentStage.stageArn,
  });
}

const tooMany =
  "Too many requests in the last five minutes, from you or from your office: try again in a few minutes.";

/**
 * Rules of the common set that this API's own requests break: a save is larger than 8 KB, parameters are XML
 * and may be any text, and not every client says what it is. They count, so that CloudWatch still shows them.
 */
const unfitRules = [
  "SizeRestrictions_BODY",
  "CrossSiteScripting_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "EC2MetaDataSSRF_BODY",
  "NoUserAgent_HEADER",
];

type Rule = Omit<CfnWebACL.RuleProperty, "priority">;

/** Counts five minutes back, and answers what is too many with 429. */
function rateRule(name: string, rate: CfnWebACL.RateBasedStatementProperty): Rule {
  return {
    name,
    statement: { rateBasedStatement: { ...rate, evaluationWindowSec: 300 } },
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: "tooMany",
          responseHeaders: [{ name: "Retry-After", value: "60" }],
        },
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** A set of AWS's, which blocks with 403: the gateway's answer WAF_FILTERED. */
function managedRules(name: string, counted: readonly string[] = []): Rule {
  return {
    name,
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
  };
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
