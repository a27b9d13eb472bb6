import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Observed } from "./metrics.ts";
import type { StackSettings } from "./settings.ts";

type Log = "access" | "authorizer" | "canary" | "data";

/** A question to the logs, in the language of CloudWatch Logs Insights. */
interface SavedQuery {
  /** Construct id; the name that people see is `name`. */
  readonly id: string;
  readonly name: string;
  readonly logs: readonly Log[];
  /** Steps, which `|` parts. */
  readonly steps: readonly string[];
}

/**
 * The queries that `docs/runbook.md` names. Their fields are those of `rest-api.ts` (the access log), of the
 * functions' lines, and of Lambda's own line about an invocation (AWS: "Lambda Telemetry API Event schema
 * reference", `platform.report`).
 */
export const savedQueries: readonly SavedQuery[] = [
  {
    id: "QueryOneRequest",
    name: "One request in all logs",
    logs: ["access", "authorizer", "data"],
    steps: [
      'filter requestId = "PASTE THE ID" or correlationId = "PASTE THE ID"',
      "fields @timestamp, level, message, status, responseType, responseMs, principal, path, error.name, error.message",
      "sort @timestamp asc",
    ],
  },
  {
    id: "QueryGatewayErrors",
    name: "Answers of 5XX",
    logs: ["access"],
    steps: [
      "filter status >= 500",
      "fields @timestamp, status, responseType, method, path, principal, responseMs, requestId",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  {
    id: "QuerySlowPaths",
    name: "Slowest paths",
    logs: ["access"],
    steps: [
      "filter ispresent(status)",
      "stats count(*) as requests, pct(responseMs, 50) as p50, pct(responseMs, 95) as p95, max(responseMs) as longest, pct(firstContentMs, 95) as p95FirstContent, sum(responseBytes) as bytes by method, path",
      "sort p95 desc",
      "limit 50",
    ],
  },
  {
    id: "QueryThrottled",
    name: "Refused for want of room",
    logs: ["access"],
    steps: [
      'filter status = 429 or responseType = "THROTTLED"',
      "stats count(*) as refused by bin(1m), responseType, principal",
      "sort refused desc",
    ],
  },
  {
    id: "QueryRefusedTokens",
    name: "Refused tokens by reason",
    logs: ["authorizer"],
    steps: [
      'filter message = "token-refused"',
      "stats count(*) as refused, count_distinct(subjectHash) as callers, latest(actual) as lastActual by reason, issuer, client",
      "sort refused desc",
    ],
  },
  {
    id: "QueryKeySets",
    name: "Key sets that could not be fetched",
    logs: ["authorizer"],
    steps: [
      'filter message in ["key-set-fetch-failed", "key-set-unavailable"]',
      "fields @timestamp, message, issuer, failures, ageSeconds, serves, error.name, error.message",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  {
    id: "QueryFailures",
    name: "Failed reports",
    logs: ["data"],
    steps: [
      'filter message in ["report-failed", "request-failed"]',
      "fields @timestamp, correlationId, principal, error.name, error.message, error.kind, error.code, error.sqlState, error.number, requestId",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  {
    id: "QueryRefusals",
    name: "Refusals by reason",
    logs: ["data"],
    steps: [
      'filter message = "request" and outcome = "refused"',
      "stats count(*) as refused, count_distinct(subjectHash) as callers, latest(said) as lastSaid by reason, path, portal, routine",
      "sort refused desc",
    ],
  },
  {
    id: "QuerySlowReports",
    name: "Slowest reports",
    logs: ["data"],
    steps: [
      'filter message = "request"',
      "stats count(*) as requests, pct(totalMs, 50) as p50, pct(totalMs, 95) as p95, pct(connectingMs, 95) as p95Connecting, pct(databaseMs, 95) as p95Database, pct(writingMs, 95) as p95Writing, sum(rows) as rowsSent by path, routine",
      "sort p95 desc",
      "limit 50",
    ],
  },
  {
    id: "QuerySaves",
    name: "Who saved what",
    logs: ["data"],
    steps: [
      'filter message = "save"',
      "fields @timestamp, client, user, loginName, portal, connection, routine, path, savedRows, sheetRows, committed, correlationId",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  {
    id: "QueryDatabases",
    name: "Databases that refused or could not be reached",
    logs: ["data"],
    steps: [
      "filter message like /^database-/",
      "stats count(*) as times, latest(error.message) as lastWords by message, connection, error.code",
      "sort times desc",
    ],
  },
  {
    id: "QueryCanary",
    name: "Failed runs of the canary",
    logs: ["canary"],
    steps: [
      'filter message = "canary" and outcome = "failed"',
      "fields @timestamp, error.message, totalMs",
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  {
    id: "QueryCost",
    name: "Time and memory of the functions by hour",
    logs: ["authorizer", "data"],
    steps: [
      'filter type = "platform.report"',
      "stats count(*) as invocations, sum(record.metrics.billedDurationMs) / 1000 as billedSeconds, max(record.metrics.durationMs) as longestMs, max(record.metrics.maxMemoryUsedMB) as mostMb, max(record.metrics.memorySizeMB) as ofMb by bin(1h), @log",
      "sort billedSeconds desc",
    ],
  },
];

/**
 * Saves the queries in CloudWatch Logs Insights, in a folder with the stack's name. A saved query costs
 * nothing; to run one costs by the bytes that it reads.
 */
export function saveQueries(scope: Construct, { stackName }: StackSettings, observed: Observed): void {
  const groups = {
    access: observed.accessLogs.logGroupName,
    authorizer: observed.authorizer.logGroup.logGroupName,
    canary: observed.canary?.logGroup.logGroupName,
    data: observed.data.logGroup.logGroupName,
  };
  for (const { id, name, logs, steps } of savedQueries) {
    const logGroupNames = logs.flatMap((log) => groups[log] ?? []);
    if (logGroupNames.length === 0) continue;
    new CfnQueryDefinition(scope, id, {
      name: `${stackName}/${name}`,
      logGroupNames,
      queryString: steps.join("\n| "),
    });
  }
}
