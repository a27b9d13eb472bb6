import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readResponse } from "../../local/addin/response.ts";
import {
  type RuntimeProcess,
  runtimeClient,
  startRuntimeProcess,
  withoutClient,
} from "../support/runtime-process.ts";
import { type UnawaitedReports, unawaitedReports } from "../support/unawaited-reports.ts";

describe.skipIf(runtimeClient === undefined)(
  `promises that nobody awaits, under AWS's client${withoutClient}`,
  () => {
    let reports: UnawaitedReports;
    let process: RuntimeProcess;

    beforeAll(async () => {
      reports = unawaitedReports();
      process = await startRuntimeProcess(reports.config);
    });
    afterAll(async () => {
      await process?.close();
      reports?.close();
    });

    async function call(name: string) {
      const outcome = await process.invoke(reports.event(name));
      if (outcome.kind !== "answer" || !outcome.whole) throw new Error(JSON.stringify(outcome));
      return readResponse(outcome.bytes.subarray(outcome.bytes.indexOf(0) + 8).toString("utf8"));
    }

    it.each(["atOnce", "whileItRuns", "forEver", "whileRowsGoOut", "aSave"])(
      "one that %s leaves ends its own request with a reference, and the process answers the next",
      async (name) => {
        expect((await call(name)).errorMessage).toContain(`reference: of-${name}`);
        expect(await call("good")).toMatchObject({ errorMessage: "" });
      },
    );

    it("one of a request that is over ends no other", async () => {
      expect((await call("behindItsAnswer")).errorMessage).toBe("");
      expect((await call("slow")).errorMessage).toBe("");
    });
  },
);
