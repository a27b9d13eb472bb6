import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { FunctionConfig } from "./template.ts";

/**
 * A function as Lambda runs it: its own bundle in processes of its own, with its own environment and nothing
 * of this machine's, one invocation at a time in each.
 */
export interface LocalFunction {
  /**
   * Invokes the function. The answer's body must be read or destroyed: until then its process is busy.
   * @throws FunctionFailed when it threw, crashed or ran out of time before its answer began
   */
  readonly invoke: (event: unknown, signal?: AbortSignal) => Promise<IncomingMessage>;
  readonly stats: () => FunctionStats;
  /** Ends idle processes now and busy ones after their invocation. */
  readonly close: () => Promise<void>;
}

export interface FunctionStats {
  readonly invocations: number;
  /** Processes started so far. */
  readonly processes: number;
  /** The most memory that any of them has had, in MB. */
  readonly peakMb: number;
}

/** The function gave no answer. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
  readonly reason: "error" | "timeout" | "crash";

  constructor(reason: FunctionFailed["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Worker {
  readonly process: ChildProcess;
  readonly port: number;
  alive: boolean;
  /** Called when the process is done with its invocation, or has ended. */
  whenDone: () => void;
}

/** What a process may take to notice that nobody waits for its answer any more. */
const abandonMs = 5_000;
/** What a process may take to load the bundle: AWS allows ten seconds of init. */
const startTimeoutMs = 10_000;

/**
 * @param maxProcesses invocations at a time; more wait their turn, where Lambda would start more environments
 * @param log gets every line that the function writes
 */
export function localFunction(
  config: FunctionConfig,
  maxProcesses: number,
  log: (line: string) => void,
): LocalFunction {
  const secret = randomUUID();
  const idle: Worker[] = [];
  const busy = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let starting = 0;
  let closed = false;
  const stats = { invocations: 0, processes: 0, peakMb: 0 };

  async function start(): Promise<Worker> {
    stats.processes++;
    const child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${config.memoryMb}`,
        join(import.meta.dirname, "runtime.ts"),
        config.directory,
        config.handler,
        secret,
      ],
      {
        cwd: config.directory,
        env: environmentOf(config),
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        windowsHide: true,
      },
    );
    for (const output of [child.stdout, child.stderr]) {
      if (output !== null) createInterface({ input: output }).on("line", log);
    }
    const port = await new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), startTimeoutMs);
      child.once("message", (message: { port: number }) => resolve(message.port));
      child.once("error", reject);
      child.once("exit", (code) => {
        clearTimeout(timer);
        reject(new FunctionFailed("crash", `${config.id} ended with code ${code} while it loaded`));
      });
      child.once("message", () => clearTimeout(timer));
    });
    const worker: Worker = { process: child, port, alive: true, whenDone: () => {} };
    child.on("message", (message: { peakKb: number }) => {
      stats.peakMb = Math.max(stats.peakMb, message.peakKb / 1024);
      worker.whenDone();
    });
    child.once("exit", () => {
      worker.alive = false;
      const at = idle.indexOf(worker);
      if (at !== -1) idle.splice(at, 1);
      worker.whenDone();
    });
    return worker;
  }

  async function take(): Promise<Worker> {
    while (idle.length === 0 && busy.size + starting >= maxProcesses) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    const worker = idle.pop();
    if (worker !== undefined) return occupy(worker);
    starting++;
    try {
      return occupy(await start());
    } finally {
      starting--;
    }
  }

  function occupy(worker: Worker): Worker {
    busy.add(worker);
    return worker;
  }

  function release(worker: Worker): void {
    busy.delete(worker);
    if (closed) worker.process.kill();
    else if (worker.alive) idle.push(worker);
    waiting.shift()?.();
  }

  return {
    async invoke(event, signal) {
      const worker = await take();
      stats.invocations++;
      const deadline = Date.now() + config.timeoutSeconds * 1000;
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        log(`Task timed out after ${config.timeoutSeconds} seconds`);
        worker.process.kill("SIGKILL");
      }, config.timeoutSeconds * 1000);
      worker.whenDone = () => {
        worker.whenDone = () => {};
        clearTimeout(timer);
        release(worker);
      };
      try {
        const headers = { "x-secret": secret, "x-deadline": String(deadline) };
        const answer = await post(worker.port, event, headers, signal);
        if (answer.headers["x-function-error"] === undefined) return answer;
        const { errorMessage } = JSON.parse(await textOf(answer)) as { errorMessage: string };
        throw new FunctionFailed("error", errorMessage);
      } catch (error) {
        if (error instanceof FunctionFailed) throw error;
        // The caller went away, maybe before the process knew of the invocation: it must not
        // stay busy for ever.
        if (signal?.aborted)
          setTimeout(() => busy.has(worker) && worker.process.kill("SIGKILL"), abandonMs).unref();
        const reason = timedOut ? "timeout" : "crash";
        throw new FunctionFailed(reason, `${config.id}: ${error instanceof Error ? error.message : error}`);
      }
    },
    stats: () => stats,
    async close() {
      closed = true;
      await Promise.all(
        idle.splice(0).map(async ({ process: child }) => {
          child.kill();
          if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
        }),
      );
    },
  };
}

/** The text of a small answer. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function post(
  port: number,
  event: unknown,
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port,
        method: "POST",
        headers: { ...headers, "x-request-id": randomUUID() },
        agent: false,
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    request.once("error", reject);
    request.end(JSON.stringify(event));
  });
}

/** The function's declared variables and Lambda's own (AWS: "Defined runtime environment variables"). */
function environmentOf({
  id,
  memoryMb,
  directory,
  handler,
  environment,
}: FunctionConfig): Record<string, string> {
  const systemRoot = process.env["SystemRoot"];
  return {
    ...environment,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: directory,
    AWS_LAMBDA_FUNCTION_NAME: id,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_REGION: "local",
    TZ: ":UTC",
    // Node needs it for sockets on Windows.
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
  };
}
