import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { DataSettings, encodeSettings } from "../../lambdas/settings/functions.ts";
import { bundle } from "../../lib/bundle.ts";
import { readResponse } from "../../local/addin/response.ts";
import { type LocalFunction, localFunction, textOf } from "../../local/aws/functions.ts";
import { readPrelude } from "../../local/aws/streamed-answer.ts";
import { mary } from "../support/data-function.ts";

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

const project = join(import.meta.dirname, "..", "..");
let sources = "";
let directory = "";
let data: LocalFunction;
const lines: string[] = [];

/** The function's own bundle, with other reports, in a process as the emulator runs it. */
beforeAll(() => {
  mkdirSync(join(project, "cdk.out"), { recursive: true });
  sources = mkdtempSync(join(project, "cdk.out", "unawaited-"));
  cpSync(join(project, "lambdas"), join(sources, "lambdas"), { recursive: true });
  mkdirSync(join(sources, "reports"));
  writeFileSync(join(sources, "reports", "routes.ts"), routes);
  directory = bundle(relative(project, join(sources, "lambdas", "data", "handler.ts")));
  const settings = encodeSettings(DataSettings, {
    name: "test-api",
    version: "1.2.3",
    corsOrigin: null,
    examples: false,
    contradictingIds: "refuse",
    contradictingNames: "log",
  });
  data = localFunction(
    {
      id: "data",
      directory,
      handler: "index.handler",
      environment: settings,
      memoryMb: 256,
      timeoutSeconds: 10,
    },
    1,
    (line) => lines.push(line),
  );
});
afterAll(async () => {
  await data.close();
  for (const folder of [sources, directory]) rmSync(folder, { recursive: true, force: true });
});

async function call(name: string) {
  const answer = await data.invoke({
    resource: "/{proxy+}",
    pathParameters: { proxy: name },
    httpMethod: "POST",
    headers: { "X-Correlation-ID": `of-${name}` },
    body: JSON.stringify({ RequestParameterList: [{ Name: "@Interject_XMLDataToSave", InputValue: saved }] }),
    isBase64Encoded: false,
    requestContext: { requestId: "1", identity: { sourceIp: "192.0.2.1" }, authorizer: encodeIdentity(mary) },
  });
  const prelude = await readPrelude(answer);
  if (prelude === null) throw new Error("The answer has no prelude");
  return readResponse(prelude.rest.toString("utf8") + (await textOf(answer)));
}

const saved = '<XMLDataToSave><c Column="Row"/><r><Row>18</Row></r></XMLDataToSave>';

it.each(["atOnce", "whileItRuns", "forEver", "whileRowsGoOut", "aSave"])(
  "a promise that %s leaves unawaited ends this request with a reference, and not the process",
  async (name) => {
    lines.length = 0;
    const { errorMessage, tables } = await call(name);
    expect(errorMessage).toContain(`reference: of-${name}`);
    expect(JSON.stringify(tables)).not.toContain("Saved");
    const logged = lines.map((line) => JSON.parse(line));
    expect(logged.find(({ message }) => message === "promise-unawaited")).toMatchObject({
      error: { name: "PromiseUnawaited", cause: { message: "the mail server is away" } },
    });
    expect(await call("good")).toMatchObject({ errorMessage: "" });
    expect(data.stats().processes).toBe(1);
  },
);

it("a promise of a request that is over ends no other request", async () => {
  lines.length = 0;
  expect((await call("behindItsAnswer")).errorMessage).toBe("");
  expect((await call("slow")).errorMessage).toBe("");
  expect(lines.filter((line) => line.includes("promise-unawaited"))).toHaveLength(1);
});
