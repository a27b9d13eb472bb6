import * as v from "valibot";
import { Canary } from "../lambdas/settings/canary.ts";
import { filledText, pattern, wholeNumber } from "../lambdas/settings/checks.ts";

/**
 * Settings of what a deployment has on request alone: a fixed account, a domain, a web ACL, a private
 * endpoint, executions kept ready, gradual deployment, database proxies. `docs/deployment.md` has a section
 * for each. What they must agree on is in `contradictions.ts`.
 */

const accountMessage = "it must be the 12 digits of an AWS account";

/** As a variable the digits are read as a number. */
export const Account = v.pipe(
  v.union([v.string(), v.number()], accountMessage),
  v.transform(String),
  v.regex(/^\d{12}$/, accountMessage),
);
export const Region = pattern(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "it must be a region of AWS, such as eu-west-1");

/** Limits of AWS WAF's rate-based rules (AWS: "Rate-based rule high-level settings in AWS WAF"). */
const requests = wholeNumber(10, 2_000_000_000);

/** CodeDeploy's own ways to move a Lambda alias, without `CodeDeployDefault.Lambda` before their names. */
const gradualWays = [
  "Canary10Percent5Minutes",
  "Canary10Percent10Minutes",
  "Canary10Percent15Minutes",
  "Canary10Percent30Minutes",
  "Linear10PercentEvery1Minute",
  "Linear10PercentEvery2Minutes",
  "Linear10PercentEvery3Minutes",
  "Linear10PercentEvery10Minutes",
] as const;

export const entriesOnRequest = {
  /** The only AWS account that may be deployed to; null takes that of the shell. */
  account: v.optional(v.nullable(Account), null),
  /** The only region that may be deployed to; null takes that of the shell. */
  region: v.optional(v.nullable(Region), null),

  /** A domain of the API's own; null leaves it the address that API Gateway gives it. */
  domain: v.optional(
    v.nullable(
      v.strictObject({
        name: pattern(
          /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
          "it must be a host name in lower case, such as data.example.com",
        ),
        certificate: pattern(
          /^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/,
          "it must be the ARN of a certificate in AWS Certificate Manager",
        ),
        /** Where the stack makes the domain's DNS record; without it, the record is made by hand. */
        hostedZone: v.exactOptional(
          pattern(/^Z[A-Z0-9]{1,31}$/, "it must be the id of a hosted zone in Route 53"),
        ),
      }),
    ),
    null,
  ),
  /** A web ACL in front of the API, with AWS's managed rules; null has none. */
  webAcl: v.optional(
    v.nullable(
      v.strictObject({
        /** Requests in five minutes from an IP address, which may be a whole office's. */
        requestsPerAddress: v.optional(requests, 6000),
        /** Requests in five minutes with one token. */
        requestsPerToken: v.optional(requests, 600),
      }),
    ),
    null,
  ),
  /** VPC endpoints through which alone the API can be reached; null has it on the internet. */
  privateEndpoints: v.optional(
    v.nullable(
      v.pipe(
        v.array(
          pattern(/^vpce-[0-9a-f]{8}([0-9a-f]{9})?$/, "it must be a list of ids of VPC endpoints, or null"),
          "it must be a list of ids of VPC endpoints, or null",
        ),
        v.minLength(1, "it must name at least one VPC endpoint, or be null"),
      ),
    ),
    null,
  ),

  /** Executions of the data function that are kept ready, and paid for, all the time; null keeps none. */
  dataProvisionedConcurrency: v.optional(v.nullable(wholeNumber(1, 10_000)), null),
  /** The same for the authorizer. */
  authorizerProvisionedConcurrency: v.optional(v.nullable(wholeNumber(1, 10_000)), null),
  /** How new code takes over from the old; null does it at once. */
  gradualDeployment: v.optional(
    v.nullable(v.picklist(gradualWays, `it must be null or one of ${gradualWays.join(", ")}`)),
    null,
  ),

  /** A report that the stack pulls every quarter of an hour; null pulls none. */
  canary: v.optional(v.nullable(Canary), null),

  /** Proxies of Amazon RDS that the stack makes, each in front of a connection's database. */
  rdsProxies: v.optional(
    v.array(
      v.strictObject({
        /** A connection that signs in with `iam`. */
        connection: filledText,
        /** Identifier of the RDS instance, or of the Aurora or multi-AZ cluster. */
        instance: v.exactOptional(filledText),
        cluster: v.exactOptional(filledText),
      }),
      "it must be a list of proxies",
    ),
    () => [],
  ),
};
