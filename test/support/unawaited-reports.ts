import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { DataSettings } from "../../lambdas/settings/data.ts";
import { encodeSettings } from "../../lambdas/settings/functions.ts";
import { bundle } from "../../lib/bundle.ts";
import type { FunctionConfig } from "../../local/aws/deployment.ts";
import { mary } from "./data-function.ts";

/** Reports that leave promises unawaited, as someone's `reports/routes.ts`. */
const routes = `
import { report } from "../lambdas/data/api.ts";

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const failing = async (ms) => { await later(ms); throw new Error("the mail server is away"); };
const table = { columns: ["Name"], rows: [["A"], ["B"]] };

const reports = {
  good: report({ run: () => table }),
  slow: report({ run: async () => { await later(300); return table; } }),
  atOnce: report({ run: () => { void Promise.reject(new Error("the mail server is away")); return table; } }),
  whileItRuns: report({ run: async () => { void failing(10); await later(100); return table; } }),
  forEver: report({ run: async () => { void failing(10); return new Promise(() => {}); } }),
  whileRowsGoOut: report({ run: () => ({ columns: ["Name"], rows: (async function* () {
    void failing(10); yield ["A"]; await later(100); yield ["B"]; })() }) }),
  behindItsAnswer: report({ run: () => { void failing(100); return table; } }),
  aSave: report({ save: {}, run: async () => { void Promise.reject(new Error("the mail server is away")); } }),
};
export const routes = Object.entries(reports).map(([name, report]) => ({ method: "POST", path: "/" + name, report }));
`;

const saved = '<XMLDataToSave><c Column="Row"/><r><Row>18</Row></r></XMLDataToSave>';
const project = join(import.meta.dirname, "..", "..");

/** The data function's own bundle, with reports that leave promises unawaited. */
export interface UnawaitedReports {
  readonly config: FunctionConfig;
  /** The gateway's event of a pull; its correlation id is `of-` and the report's name. */
  readonly event: (name: string) => unknown;
  readonly close: () => void;
}

export function unawaitedReports(): UnawaitedReports {
  mkdirSync(join(project, "cdk.out"), { recursive: true });
  const sources = mkdtempSync(join(project, "cdk.out", "unawaited-"));
  cpSync(join(project, "lambdas"), join(sources, "lambdas"), { recursive: true });
  mkdirSync(join(sources, "reports"));
  writeFileSync(join(sources, "reports", "routes.ts"), routes);
  const entry = relative(project, join(sources, "lambdas", "data", "handler.ts"));
  const directory = bundle({ entry });
  const environment = encodeSettings(DataSettings, {
    name: "test-api",
    version: "1.2.3",
    corsOrigin: null,
    examples: false,
    contradictingIds: "refuse",
    contradictingNames: "log",
  });
  return {
    config: {
      id: "data",
      directory,
      handler: "index.handler",
      environment,
      memoryMb: 256,
      timeoutSeconds: 10,
    },
    event: (name) => ({
      resource: "/{proxy+}",
      pathParameters: { proxy: name },
      httpMethod: "POST",
      headers: { "X-Correlation-ID": `of-${name}` },
      body: JSON.stringify({
        RequestParameterList: [{ Name: "@Interject_XMLDataToSave", InputValue: saved }],
      }),
      isBase64Encoded: false,
      requestContext: {
        requestId: "1",
        identity: { sourceIp: "192.0.2.1" },
        authorizer: encodeIdentity(mary),
      },
    }),
    close() {
      for (const folder of [sources, directory]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
