import { describe, expect, it } from "vitest";
import { assumed, documentBytes, estimate, type Use } from "../../../lib/cost/estimate.ts";
import type { PaidResources } from "../../../lib/cost/resources.ts";

const use: Use = { pulls: 1_000_000, rows: 5_000, columns: 10, databaseMs: 100, cachedPercent: 0 };
const resources: PaidResources = {
  authorizer: { memoryMb: 512, provisioned: 0 },
  data: { memoryMb: 1024, provisioned: 0 },
  logDays: 30,
  alarms: 3,
  dashboards: 0,
  tracing: false,
  webAclRules: [],
};
const line = (part: string, changed: Partial<Use> = {}, other: Partial<PaidResources> = {}) =>
  estimate({ ...use, ...changed }, { ...resources, ...other }).find((one) => one.part.startsWith(part));

describe("a month's cost", () => {
  it("counts a small answer as one request of the gateway, and one more for every 10 MB begun", () => {
    expect(line("Gateway requests")?.dollars).toBeCloseTo(3.5);
    // 1,000,000 rows are 180 MB, 46 MB compressed: five requests.
    expect(line("Gateway requests", { rows: 1_000_000, pulls: 1_000_000 })?.dollars).toBeCloseTo(5 * 3.5);
  });

  it("bills the data function's time by its memory", () => {
    // 0.03 s + 0.1 s + 50,000 cells x 0.7 microseconds, and a cold start of 0.4 s in a hundred.
    const seconds = 1e6 * 0.165 + 1e4 * assumed.secondsOfColdStart.data;
    expect(line("Data function, time")?.dollars).toBeCloseTo(seconds * 0.000_013_333_4);
  });

  it("lets a large answer run for as long as it streams at 2 MB/s beyond 6 MB", () => {
    const { sent } = documentBytes({ ...use, rows: 1_000_000 });
    const streaming = (sent - 6 * 1024 ** 2) / (2 * 1024 ** 2);
    expect(streaming).toBeGreaterThan(1_000_000 * 10 * assumed.secondsPerCell);
    expect(line("Data function, time", { rows: 1_000_000 })?.arithmetic).toContain(
      `x ${(0.13 + streaming).toFixed(1)} s`,
    );
  });

  it("asks the authorizer only for what the gateway does not hold", () => {
    expect(line("Authorizer, invocations")?.dollars).toBeCloseTo(0.2);
    expect(line("Authorizer, invocations", { cachedPercent: 75 })?.dollars).toBeCloseTo(0.05);
  });

  it("streams the first 6 MB of an answer for nothing", () => {
    expect(line("Streaming")).toBeUndefined();
    expect(line("Streaming", { rows: 1_000_000, pulls: 1_000 })?.dollars).toBeCloseTo(0.3, 0);
  });

  it("adds what the template has: alarms, traces, a web ACL, executions kept ready", () => {
    expect(line("Alarms")?.dollars).toBeCloseTo(0.3);
    expect(line("Traces")).toBeUndefined();
    expect(line("Traces", {}, { tracing: true })?.dollars).toBeCloseTo(0.25);
    expect(line("Web ACL", {}, { webAclRules: [2] })?.dollars).toBeCloseTo(5 + 2 + 0.6);
    const ready = line("Data function, kept ready", {}, { data: { memoryMb: 1024, provisioned: 2 } });
    expect(ready?.dollars).toBeCloseTo(2 * 730 * 3600 * 0.000_003_333_4);
  });
});
