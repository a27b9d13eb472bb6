import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { FunctionConfig } from "../../local/aws/deployment.ts";
import { heapArguments } from "../../local/aws/heap-arguments.ts";
import { type RuntimeApi, startRuntimeApi } from "./runtime-api.ts";

/** Folder of the package aws-lambda-ric, AWS's own runtime client; undefined where nothing names it. */
export const runtimeClient = process.env["TEST_RUNTIME_CLIENT"] || undefined;

/** What stands behind a title, so that a skipped test says what it lacks. */
export const withoutClient =
  runtimeClient === undefined ? " (skipped: TEST_RUNTIME_CLIENT names no runtime client)" : "";

/** A function's bundle in a process of its own, under AWS's runtime client. */
export interface RuntimeProcess extends AsyncDisposable, Pick<RuntimeApi, "invoke" | "asked" | "initError"> {
  /** What the function has written, line by line. */
  readonly lines: readonly string[];
  readonly pid: number;
  /** The process's exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Stops the process where it is, as Lambda does between invocations. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts a function as Lambda does: Node with the options of the managed runtime's bootstrap, the declared
 * environment and Lambda's own variables (AWS: "Defined runtime environment variables").
 * @throws Error where `TEST_RUNTIME_CLIENT` names no built runtime client
 */
export async function startRuntimeProcess(config: FunctionConfig): Promise<RuntimeProcess> {
  const client = join(runtimeClient ?? "", "index.mjs");
  if (!existsSync(client) || !existsSync(join(client, "..", "rapid-client.node"))) {
    throw new Error(
      `TEST_RUNTIME_CLIENT must name the folder of a built aws-lambda-ric, not ${runtimeClient}`,
    );
  }
  const api = await startRuntimeApi();
  const child = spawn(
    process.execPath,
    [
      "--expose-gc",
      "--max-http-header-size=81920",
      ...heapArguments(config.memoryMb, config.environment["NODE_OPTIONS"]),
      client,
    ],
    { cwd: config.directory, env: environmentOf(config, api.address), stdio: ["ignore", "pipe", "pipe"] },
  );
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on("line", (line) => lines.push(line));
  }
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  async function close(): Promise<void> {
    child.kill("SIGKILL");
    await ended;
    await api.close();
  }
  return {
    ...api,
    lines,
    pid: child.pid ?? 0,
    ended,
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function environmentOf(config: FunctionConfig, address: string): Record<string, string> {
  return {
    ...config.environment,
    _HANDLER: config.handler,
    LAMBDA_TASK_ROOT: config.directory,
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: config.id,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: config.id,
    AWS_LAMBDA_LOG_STREAM_NAME: "stream",
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_LEVEL: "INFO",
    AWS_REGION: "eu-central-1",
    TZ: ":UTC",
  };
}
