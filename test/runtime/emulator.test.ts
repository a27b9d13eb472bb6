import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { FunctionConfig } from "../../local/aws/deployment.ts";
import { FunctionFailed } from "../../local/aws/function-failed.ts";
import { localFunction } from "../../local/aws/functions.ts";
import { streamingHandler } from "../support/gateway.ts";
import { runtimeClient, startRuntimeProcess, withoutClient } from "../support/runtime-process.ts";

const folder = mkdtempSync(join(tmpdir(), "runtime-emulator-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function handler(source: string, environment: Record<string, string> = {}): FunctionConfig {
  const directory = mkdtempSync(join(folder, "handler-"));
  writeFileSync(join(directory, "index.mjs"), source);
  return { id: "f", directory, handler: "index.handler", environment, memoryMb: 512, timeoutSeconds: 10 };
}

/** What came of an invocation, as far as a caller can tell. */
interface Seen {
  readonly text: string;
  /** The function's error, before its answer began. */
  readonly error?: string;
  /** The function failed, or its process ended, after its answer had begun. */
  readonly isCut: boolean;
}

async function underClient(config: FunctionConfig): Promise<Seen> {
  const process = await startRuntimeProcess(config);
  try {
    const outcome = await process.invoke({});
    if (outcome.kind === "error") {
      return { text: "", error: (outcome.error as { errorMessage: string }).errorMessage, isCut: false };
    }
    const text = outcome.bytes.toString("utf8");
    const failure = outcome.trailers["lambda-runtime-function-error-body"];
    if (failure !== undefined && text === "") {
      const { errorMessage } = JSON.parse(Buffer.from(failure, "base64").toString("utf8"));
      return { text, error: errorMessage, isCut: false };
    }
    return { text, isCut: !outcome.whole || failure !== undefined };
  } finally {
    await process.close();
  }
}

async function underEmulator(config: FunctionConfig): Promise<Seen> {
  const made = localFunction(config, 1, () => {});
  let text = "";
  try {
    for await (const chunk of await made.invoke({})) text += chunk;
    return { text, isCut: false };
  } catch (error) {
    return error instanceof FunctionFailed
      ? { text, error: error.message, isCut: false }
      : { text, isCut: true };
  } finally {
    await made.close();
  }
}

const begun = `const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200 }); body.write("begun");
  await new Promise((resolve) => setTimeout(resolve, 100));`;

describe.skipIf(runtimeClient === undefined)(
  `the emulator behaves as AWS's runtime client${withoutClient}`,
  () => {
    it.each([
      ["that shows what its stream has", `stream.write(Object.keys(stream).sort().join()); stream.end();`],
      [
        "that shows its stream's state",
        `stream.write(String([stream.writable, stream.destroyed, stream.writableEnded, stream.writableNeedDrain])); stream.end();`,
      ],
      ["that writes metadata and a body", `${begun} body.end();`],
      [
        "that writes its only bytes at the end",
        `awslambda.HttpResponseStream.from(stream, { statusCode: 200 }).end("bytes");`,
      ],
      ["that writes an object", `stream.write({ a: 1 }); stream.end();`],
      [
        "that sets its type too late",
        `stream.write("x"); try { stream.setContentType("text/plain") } catch (error) { stream.write(error.message) } stream.end();`,
      ],
      ["that ends later than its handler", `${begun} setTimeout(() => body.end(), 100);`],
      ["that throws at once", `throw new Error("at once");`],
      ["that throws half-way", `${begun} throw new Error("half-way");`],
      ["that destroys its stream", `${begun} body.destroy(); await new Promise(() => {});`],
      [
        "with a promise that nobody awaits",
        `${begun} Promise.reject(new Error("nobody")); await new Promise(() => {});`,
      ],
      [
        "that says how long it has left",
        `stream.write(String(Math.ceil(context.getRemainingTimeInMillis() / 60_000))); stream.end();`,
      ],
    ])("for a streaming function %s", async (_, statements) => {
      const config = handler(streamingHandler(statements));
      expect(await underEmulator(config)).toEqual(await underClient(config));
    });

    it.each([
      ["that answers nothing", ""],
      ["that answers an object", "return { a: [1, null] };"],
      ["that throws", `throw new Error("Unauthorized");`],
      ["that throws a text", `throw "Unauthorized";`],
      [
        "that has memory options of its own",
        `return (await import("node:v8")).getHeapStatistics().heap_size_limit;`,
      ],
    ])("for a function %s", async (title, statements) => {
      const environment: Record<string, string> = title.includes("memory")
        ? { NODE_OPTIONS: "--max-semi-space-size=16 --max-old-space-size=100" }
        : {};
      const config = handler(
        `export const handler = async (event, context) => { ${statements} };`,
        environment,
      );
      expect(await underEmulator(config)).toEqual(await underClient(config));
    });

    it("for what a function finds in its context and environment", async () => {
      const config = handler(
        "export const handler = async (event, context) => [Object.keys(context), Object.keys(process.env)].flat();",
      );
      const emulated = JSON.parse((await underEmulator(config)).text);
      expect(JSON.parse((await underClient(config)).text)).toEqual(expect.arrayContaining(emulated));
    });
  },
);
