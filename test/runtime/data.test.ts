import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { requestBody } from "../../local/addin/request.ts";
import { readResponse } from "../../local/addin/response.ts";
import { localFunction } from "../../local/aws/functions.ts";
import { mary } from "../support/data-function.ts";
import {
  type RuntimeProcess,
  runtimeClient,
  startRuntimeProcess,
  withoutClient,
} from "../support/runtime-process.ts";
import { exampleSettings } from "../support/settings.ts";
import { type Synthesised, synthesised } from "../support/synthesised.ts";

describe.skipIf(runtimeClient === undefined)(
  `the data function under AWS's runtime client${withoutClient}`,
  () => {
    let stack: Synthesised;
    let process: RuntimeProcess;

    beforeAll(async () => {
      stack = await synthesised({ INTERJECT_CLIENTS: '["local-client"]', ...exampleSettings });
      process = await startRuntimeProcess(stack.data);
    });
    afterAll(async () => {
      await process?.close();
      stack?.close();
    });

    const event = (parameters: Record<string, string>, path = "/api/v1/example/ReportRange") =>
      stack.events(path, requestBody("ReportRange", { parameters })).forData(encodeIdentity(mary));

    async function pull(parameters: Record<string, string>, path?: string) {
      const outcome = await process.invoke(event(parameters, path));
      if (outcome.kind !== "answer") throw new Error(JSON.stringify(outcome));
      const at = outcome.bytes.indexOf(0);
      const metadata = JSON.parse(outcome.bytes.subarray(0, at).toString("utf8"));
      return {
        outcome,
        metadata,
        delimiter: outcome.bytes.subarray(at, at + 8),
        body: outcome.bytes.subarray(at + 8),
      };
    }

    it("streams metadata, eight zero bytes and the document", async () => {
      const { outcome, metadata, delimiter, body } = await pull({ NumberOfRows: "3" });
      expect(outcome).toMatchObject({
        whole: true,
        trailers: {},
        headers: {
          "lambda-runtime-function-response-mode": "streaming",
          "content-type": "application/vnd.awslambda.http-integration-response",
          "transfer-encoding": "chunked",
        },
      });
      expect(metadata).toMatchObject({ statusCode: 200, headers: { "X-Correlation-ID": "test" } });
      expect(delimiter).toEqual(Buffer.alloc(8));
      expect((await readResponse(body.toString("utf8"))).tables[0]?.rows).toHaveLength(3);
    });

    it("sends the same bytes as under the emulator", async () => {
      const { outcome } = await pull({ NumberOfRows: "5000" });
      const emulated = localFunction(stack.data, 1, () => {});
      const chunks: Buffer[] = [];
      for await (const chunk of await emulated.invoke(event({ NumberOfRows: "5000" }))) chunks.push(chunk);
      await emulated.close();
      expect(outcome.bytes.equals(Buffer.concat(chunks))).toBe(true);
    });

    it("sends megabytes whole, and compressed where the caller takes gzip", async () => {
      const asked = event({ NumberOfRows: "200000" });
      const outcome = await process.invoke({
        ...asked,
        headers: { ...asked.headers, "Accept-Encoding": "gzip" },
      });
      if (outcome.kind !== "answer") throw new Error(JSON.stringify(outcome));
      const body = gunzipSync(outcome.bytes.subarray(outcome.bytes.indexOf(0) + 8));
      expect(body.byteLength).toBeGreaterThan(10_000_000);
      expect((await readResponse(body.toString("utf8"))).tables[0]?.rows).toHaveLength(200_000);
    });

    it("answers many invocations in one process", async () => {
      for (const count of ["1", "2", "3"]) {
        const { body } = await pull({ NumberOfRows: count });
        expect((await readResponse(body.toString("utf8"))).tables[0]?.rows).toHaveLength(Number(count));
      }
    });

    it("tells a failure half-way in the document, which ends well-formed", async () => {
      const { outcome, body } = await pull({ NumberOfRows: "100000", FailAtRow: "50000" });
      expect(outcome).toMatchObject({ whole: true, trailers: {} });
      const { errorMessage, tables } = await readResponse(body.toString("utf8"));
      expect(errorMessage).toContain("The source failed at row 50000");
      expect(tables[0]?.rows).toHaveLength(49_999);
    });

    it("refuses with the status of the refusal", async () => {
      const { metadata, body } = await pull({}, "/api/v1/nowhere");
      expect(metadata).toMatchObject({ statusCode: 404 });
      expect(JSON.parse(body.toString("utf8"))).toHaveProperty("error");
    });
  },
);
