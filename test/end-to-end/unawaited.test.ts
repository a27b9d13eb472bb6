import { afterAll, beforeAll, expect, it } from "vitest";
import { readResponse } from "../../local/addin/response.ts";
import { type LocalFunction, localFunction, textOf } from "../../local/aws/functions.ts";
import { readPrelude } from "../../local/aws/streamed-answer.ts";
import { type UnawaitedReports, unawaitedReports } from "../support/unawaited-reports.ts";

let reports: UnawaitedReports;
let data: LocalFunction;
const lines: string[] = [];

/** The function's own bundle, with other reports, in a process as the emulator runs it. */
beforeAll(() => {
  reports = unawaitedReports();
  data = localFunction(reports.config, 1, (line) => lines.push(line));
});
afterAll(async () => {
  await data.close();
  reports.close();
});

async function call(name: string) {
  const answer = await data.invoke(reports.event(name));
  const prelude = await readPrelude(answer);
  if (prelude === null) throw new Error("The answer has no prelude");
  return readResponse(prelude.rest.toString("utf8") + (await textOf(answer)));
}

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
