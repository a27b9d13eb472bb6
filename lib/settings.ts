import * as v from "valibot";
import { authorizerEntries } from "../lambdas/settings/authorizer.ts";
import { pattern, wholeNumber } from "../lambdas/settings/checks.ts";
import { ConnectionList, sourcesOf } from "../lambdas/settings/connections.ts";
import { dataEntries } from "../lambdas/settings/data.ts";
import { Account, entriesOnRequest, Region } from "./settings-on-request.ts";

/**
 * Every setting of the stack, each with a default, so that empty settings deploy a working API for
 * Interject's own tokens. Settings that a function reads are declared in `lambdas/settings/functions.ts`; the
 * others stand here. `docs/settings.md` describes all for those who deploy. `setting-sources.ts` decides
 * where values come from.
 */

/** Holds the databases that `npm start` alone uses, with their passwords. Git ignores it. */
export const localConnectionsFile = "local-connections.json";

/** What CloudWatch Logs accepts (AWS: "PutRetentionPolicy"). */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const entries = {
  /** Name of the CloudFormation stack and of the REST API; another name is another, independent API. */
  stackName: v.optional(
    pattern(
      /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
      "it must begin with a letter and hold only letters, digits and hyphens",
    ),
    "InterjectDataApi",
  ),
  /** Last part of the base URL, unless the API has a domain of its own. */
  stageName: v.optional(
    pattern(/^[A-Za-z0-9_-]{1,128}$/, "it must hold only letters, digits, - and _"),
    "prod",
  ),

  ...authorizerEntries,
  /** The stack alone has a default here: a function that is not told whom to trust must not start. */
  issuers: v.optional(authorizerEntries.issuers, () => [{ provider: "interject" as const }]),
  /** How long the gateway may reuse the authorizer's answer for the same token; 0 asks every time. */
  authorizerCacheSeconds: v.optional(wholeNumber(0, 3600), 300),
  /** Packs the key sets of the moment of deployment into the authorizer, for a cold start in an outage. */
  packKeySets: v.optional(v.boolean("it must be true or false"), false),
  /** Proxy through which key sets are fetched, where functions have no other way out; null goes directly. */
  httpsProxy: v.optional(
    v.nullable(
      pattern(
        /^https?:\/\/[A-Za-z0-9.:-]+\/?$/,
        "it must be an address such as http://proxy.example.com:3128, or null",
      ),
    ),
    null,
  ),
  /** Memory of the authorizer function, and with it processor time. */
  authorizerMemoryMb: v.optional(wholeNumber(128, 10_240), 1769),
  /** Time to verify a token, a fetch of the issuer's keys included. */
  authorizerTimeoutSeconds: v.optional(wholeNumber(1, 29), 10),

  ...dataEntries,
  /** Databases that reports and data portals can name, none of them by a `url`. */
  connections: v.optional(
    v.pipe(
      ConnectionList,
      v.checkItems(
        (connection) => sourcesOf(connection).every(({ url }) => url === undefined),
        `its url, with any password in it, would be readable in AWS; move the connection into ${localConnectionsFile}, ` +
          "which npm start alone reads, or name a secret",
      ),
    ),
    () => [],
  ),
  /**
   * Subnets and security groups of the VPC for the data function, to reach a database there; null is no VPC.
   */
  dataNetwork: v.optional(
    v.nullable(
      v.strictObject({
        subnetIds: v.pipe(
          v.array(pattern(/^subnet-[0-9a-f]{8}([0-9a-f]{9})?$/, "it must be a list of subnet ids")),
          v.minLength(1),
        ),
        securityGroupIds: v.pipe(
          v.array(pattern(/^sg-[0-9a-f]{8}([0-9a-f]{9})?$/, "it must be a list of security group ids")),
          v.minLength(1),
        ),
      }),
    ),
    null,
  ),
  /** Memory of the data function, and with it processor time: 1,769 MB is one whole processor. */
  dataMemoryMb: v.optional(wholeNumber(128, 10_240), 1769),
  /** Time for one pull or save. Data portals give up after three minutes unless they are told otherwise. */
  dataTimeoutSeconds: v.optional(wholeNumber(1, 900), 180),
  /**
   * Most pulls and saves at a time, which limits database connections; null shares the account's executions.
   */
  dataReservedConcurrency: v.optional(v.nullable(wholeNumber(1, 10_000)), null),

  /**
   * Whether the API answers at the address that API Gateway gave it; false leaves a domain of your own alone.
   */
  defaultEndpoint: v.optional(v.boolean("it must be true or false"), true),
  /** Requests a second over all callers; more are answered 429. */
  throttleRatePerSecond: v.optional(wholeNumber(1, 10_000), 200),
  /** Requests that may come at once. */
  throttleBurst: v.optional(wholeNumber(1, 5_000), 400),

  /** Least level of the functions' log lines. */
  logLevel: v.optional(
    v.picklist(["DEBUG", "INFO", "WARN", "ERROR"], "it must be DEBUG, INFO, WARN or ERROR"),
    "INFO",
  ),
  /** After how many days CloudWatch deletes log lines. */
  logRetentionDays: v.optional(
    v.picklist(
      retentionDays,
      `it must be a number of days that CloudWatch knows: ${retentionDays.join(", ")}`,
    ),
    30,
  ),
  /**
   * Whether the stack sets the role with which API Gateway writes its logs, one for account and region.
   */
  gatewayLoggingRole: v.optional(v.boolean("it must be true or false"), true),
  /** The gateway's metrics by path and method, each of which is billed. */
  methodMetrics: v.optional(v.boolean("it must be true or false"), false),
  /** AWS X-Ray traces of the gateway and the functions. */
  tracing: v.optional(v.boolean("it must be true or false"), false),
  /** Which alarms there are; each is billed. `basic` are those on what users would notice at once. */
  alarms: v.optional(v.picklist(["none", "basic", "all"], "it must be none, basic or all"), "basic"),
  /** A page of CloudWatch with what the alarms watch; it is billed. */
  dashboard: v.optional(v.boolean("it must be true or false"), false),
  /** What a day of the AWS account may cost before a mail is sent; null sends none. */
  dailyBudgetUsd: v.optional(v.nullable(wholeNumber(1, 1_000_000)), null),
  /** Where alarms are mailed to; null raises them in CloudWatch only. */
  alarmEmail: v.optional(
    v.nullable(
      v.pipe(
        v.string("it must be an e-mail address or null"),
        v.email("it must be an e-mail address or null"),
      ),
    ),
    null,
  ),

  ...entriesOnRequest,
};

/** What differs for one of several deployments: any setting, and always where it is. */
const Environment = v.strictObject({
  ...v.partial(v.strictObject(entries)).entries,
  account: Account,
  region: Region,
});

/**
 * The settings as `reports/settings.json`, `.env` and the environment give them; an unknown name is refused.
 */
export const StackSettings = v.strictObject({
  ...entries,
  /** Deployments by name, such as dev, test and prod, each with what differs there. */
  environments: v.optional(
    v.record(
      pattern(/^[a-z][a-z0-9-]{0,31}$/, "a name must begin with a letter and hold only a-z, 0-9 and -"),
      Environment,
      "it must name each environment, with its settings",
    ),
    () => ({}),
  ),
});
export type StackSettings = v.InferOutput<typeof StackSettings>;
