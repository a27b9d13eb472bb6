import { prices } from "./prices.ts";
import type { PaidResources } from "./resources.ts";

/** How much the API is used in a month. */
export interface Use {
  readonly pulls: number;
  /** Rows of a pull. */
  readonly rows: number;
  readonly columns: number;
  /** Milliseconds that the database takes for a pull before its first row. */
  readonly databaseMs: number;
  /** Pulls of a hundred whose authorisation the gateway still holds. */
  readonly cachedPercent: number;
}

/** A line of the bill: what is paid for, how its amount comes about, and US dollars a month. */
export interface CostLine {
  readonly part: string;
  readonly arithmetic: string;
  readonly dollars: number;
}

/**
 * What the arithmetic takes for granted: measured on this project's own bundles on an x86 core, from
 * PostgreSQL, unless a comment names another source.
 */
export const assumed = {
  /** Bytes of a cell in the document, its quotes and commas included; mixed columns. */
  bytesPerCell: 18,
  /** gzip makes the document so many times smaller. */
  compression: 3.9,
  /** Function time for a cell: reading, writing and compressing it. */
  secondsPerCell: 0.7e-6,
  /** Function time for a request beside its rows. */
  secondsPerPull: 0.03,
  secondsPerAuthorisation: 0.01,
  /** One request in so many meets a cold start, of both functions. */
  pullsPerColdStart: 100,
  secondsOfColdStart: { authorizer: 0.2, data: 0.4 },
  /** All lines about one request: the gateway's, the platform's and the functions' own. */
  logBytesPerPull: 3_500,
  /** The share of requests that X-Ray records (AWS: "Configuring sampling rules", the default rule). */
  tracedShare: 0.05,
} as const;

const MB = 1024 ** 2;
const GB = 1024 ** 3;
/**
 * A streamed answer passes at full speed up to 6 MB, then at 2 MB/s (AWS: "Response streaming for Lambda
 * functions").
 */
const fullSpeedBytes = 6 * MB;
const bytesPerSecond = 2 * MB;
const secondsPerMonth = 730 * 3600;

/** Bytes of one pull's document: as JSON, and as it travels. */
export function documentBytes({ rows, columns }: Use): { readonly plain: number; readonly sent: number } {
  const plain = rows * columns * assumed.bytesPerCell;
  return { plain, sent: plain / assumed.compression };
}

/**
 * What a month costs, at most: without AWS's free tiers, and with every pull read to its end.
 */
export function estimate(use: Use, resources: PaidResources): readonly CostLine[] {
  const { pulls } = use;
  const { sent } = documentBytes(use);
  const streamed = Math.max(0, sent - fullSpeedBytes);
  const seconds =
    assumed.secondsPerPull +
    use.databaseMs / 1000 +
    Math.max(use.rows * use.columns * assumed.secondsPerCell, streamed / bytesPerSecond);
  const cold = assumed.secondsOfColdStart;
  const coldStarts = pulls / assumed.pullsPerColdStart;
  const authorised = Math.round(pulls * (1 - use.cachedPercent / 100));
  const requests = pulls * Math.max(1, Math.ceil(sent / (10 * MB)));
  const logGb = (pulls * assumed.logBytesPerPull) / GB;
  const compute = (times: number, secondsEach: number, starts: number, startSeconds: number, mb: number) => ({
    arithmetic:
      `(${count(times)} x ${decimal(secondsEach)} s + ${count(starts)} starts x ${startSeconds} s) ` +
      `x ${decimal(mb / 1024)} GB x ${price(prices.lambdaGbSecond)}`,
    dollars: (times * secondsEach + starts * startSeconds) * (mb / 1024) * prices.lambdaGbSecond,
  });
  const simple = (part: string, amount: number, unit: string, each: number): CostLine => ({
    part,
    arithmetic: `${count(amount)} ${unit} x ${price(each)}`,
    dollars: amount * each,
  });
  const provisioned = (part: string, size: PaidResources["data"]): CostLine[] =>
    size.provisioned === 0
      ? []
      : [
          {
            part,
            arithmetic: `${size.provisioned} x ${count(secondsPerMonth)} s x ${decimal(size.memoryMb / 1024)} GB x ${price(prices.provisionedGbSecond)}`,
            dollars: size.provisioned * secondsPerMonth * (size.memoryMb / 1024) * prices.provisionedGbSecond,
          },
        ];
  return [
    simple("Gateway requests, one for 10 MB", requests, "requests", prices.gatewayRequest),
    simple("Data function, invocations", pulls, "invocations", prices.lambdaRequest),
    {
      part: "Data function, time",
      ...compute(pulls, seconds, coldStarts, cold.data, resources.data.memoryMb),
    },
    simple("Authorizer, invocations", authorised, "invocations", prices.lambdaRequest),
    {
      part: "Authorizer, time",
      ...compute(
        authorised,
        assumed.secondsPerAuthorisation,
        authorised / assumed.pullsPerColdStart,
        cold.authorizer,
        resources.authorizer.memoryMb,
      ),
    },
    ...provisioned("Data function, kept ready", resources.data),
    ...provisioned("Authorizer, kept ready", resources.authorizer),
    simple("Streaming beyond 6 MB an answer", (pulls * streamed) / GB, "GB", prices.lambdaStreamedGb),
    simple("Data transfer to the internet", (pulls * sent) / GB, "GB", prices.transferOutGb),
    simple("Logs, written", logGb, "GB", prices.logIngestedGb),
    simple(
      `Logs, kept ${resources.logDays} days`,
      (logGb * resources.logDays) / 30,
      "GB",
      prices.logStoredGbMonth,
    ),
    simple("Alarms", resources.alarms, "alarms", prices.alarmMonth),
    simple("Dashboards", resources.dashboards, "dashboards", prices.dashboardMonth),
    ...(resources.tracing
      ? [simple("Traces, of 5 % of requests", pulls * assumed.tracedShare, "traces", prices.traceRecorded)]
      : []),
    ...resources.webAclRules.map((rules) => ({
      part: "Web ACL",
      arithmetic: `${price(prices.webAclMonth)} + ${rules} rules x ${price(prices.webAclRuleMonth)} + ${count(pulls)} requests x ${price(prices.webAclRequest)}`,
      dollars: prices.webAclMonth + rules * prices.webAclRuleMonth + pulls * prices.webAclRequest,
    })),
  ].filter(({ dollars }) => dollars > 0);
}

/** A count, with what does not matter rounded away. */
function count(value: number): string {
  return value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString("en-US") : decimal(value);
}

function decimal(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}

/** A price in dollars: what is paid for a million where one costs next to nothing. */
function price(each: number): string {
  const perMillion = each < 0.001;
  const dollars = (perMillion ? each * 1e6 : each).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  });
  return perMillion ? `$${dollars} a million` : `$${dollars}`;
}
