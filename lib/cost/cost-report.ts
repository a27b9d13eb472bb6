import { rmSync } from "node:fs";
import { dataApiApp } from "../app.ts";
import { assumed, documentBytes, estimate, type Use } from "./estimate.ts";
import { prices } from "./prices.ts";
import { paidResources } from "./resources.ts";

/**
 * A month's cost of the API that these settings deploy, with the arithmetic shown.
 * @param directory the folder that holds cdk.json and `reports/`
 * @throws SettingInvalid with the sentence to show, when a setting is wrong
 */
export function costReport(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
  use: Use,
): string {
  const assembly = dataApiApp(directory, environment).synth();
  const lines = estimate(use, paidResources(assembly.stacks[0]?.template));
  // A temporary folder, unless the caller of CDK has named one.
  if (process.env["CDK_OUTDIR"] === undefined) rmSync(assembly.directory, { recursive: true });
  const { plain, sent } = documentBytes(use);
  const total = lines.reduce((sum, { dollars }) => sum + dollars, 0);
  const rows = [
    ...lines.map(({ part, arithmetic, dollars }) => [part, arithmetic, dollars.toFixed(2)] as const),
    ["total", "", total.toFixed(2)] as const,
  ];
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => row[column].length));
  const table = rows.map(
    ([part, arithmetic, dollars]) =>
      `${part.padEnd(width(0))}  ${arithmetic.padEnd(width(1))}  ${dollars.padStart(width(2))}`,
  );
  const megabytes = (bytes: number) => (bytes / 1024 ** 2).toFixed(2);
  return `${[
    `${use.pulls.toLocaleString("en-US")} pulls a month of ${use.rows.toLocaleString("en-US")} rows x ${use.columns} columns: ` +
      `${megabytes(plain)} MB each, ${megabytes(sent)} MB compressed.`,
    `US dollars a month, list prices of ${prices.region} as of ${prices.asOf}, without free tiers and taxes.`,
    "",
    ...table,
    "",
    `Taken for granted: ${assumed.bytesPerCell} bytes and ${assumed.secondsPerCell * 1e6} microseconds a cell, ` +
      `${assumed.compression} times smaller compressed, one cold start in ${assumed.pullsPerColdStart} pulls, ` +
      `${assumed.logBytesPerPull.toLocaleString("en-US")} bytes of log a pull.`,
    "Not counted: the databases, RDS Proxy, secrets ($0.40 each), and what a VPC needs (NAT, endpoints).",
  ].join("\n")}\n`;
}
