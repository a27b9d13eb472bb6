import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { FunctionConfig } from "./deployment.ts";
import { FunctionFailed } from "./function-failed.ts";
import { heapArguments } from "./heap-arguments.ts";

/** A process that has loaded a function's bundle: Lambda's execution environment. */
export interface FunctionProcess {
  readonly pid: number | undefined;
  readonly isAlive: () => boolean;
  /**
   * Invokes the function.
   * @param payload the event as JSON
   * @param deadline when its time ends, in milliseconds since 1970
   */
  readonly post: (
    payload: string,
    deadline: number,
    signal: AbortSignal | undefined,
  ) => Promise<IncomingMessage>;
  /** Ends the process at once, whatever it does. */
  readonly kill: () => void;
  /** Asks the process to end, and waits until it has ended. */
  readonly end: () => Promise<void>;
}

/** What a process tells of itself. */
export interface ProcessEvents {
  /** Gets every line that the function writes. */
  readonly log: (line: string) => void;
  /** The process is done with its invocation. @param peakKb the most memory that it has had so far */
  readonly done: (peakKb: number) => void;
  readonly ended: () => void;
}

/** What a process may take to load the bundle: AWS allows ten seconds of init. */
const startTimeoutMs = 10_000;

/**
 * Starts a process with the function's own environment and nothing of this machine's.
 * @throws FunctionFailed `crash` where the process ends while it loads the bundle
 */
export async function startProcess(config: FunctionConfig, events: ProcessEvents): Promise<FunctionProcess> {
  const secret = randomUUID();
  const child = spawn(
    process.execPath,
    [
      ...heapArguments(config.memoryMb, config.environment["NODE_OPTIONS"]),
      join(import.meta.dirname, "runtime.ts"),
      config.directory,
      config.handler,
    ],
    {
      cwd: config.directory,
      env: environmentOf(config),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      windowsHide: true,
    },
  );
  for (const output of [child.stdout, child.stderr]) {
    if (output !== null) createInterface({ input: output }).on("line", events.log);
  }
  const port = await portOf(child, config.id, secret);
  // One connection for all invocations, as far as none is broken off.
  const agent = new Agent({ keepAlive: true });
  let alive = true;
  child.on("message", ({ peakKb }: { readonly peakKb: number }) => events.done(peakKb));
  child.once("exit", () => {
    alive = false;
    agent.destroy();
    events.ended();
  });
  return {
    pid: child.pid,
    isAlive: () => alive,
    post: (payload, deadline, signal) =>
      post({ port, agent }, payload, { "x-secret": secret, "x-deadline": String(deadline) }, signal),
    kill: () => child.kill("SIGKILL"),
    async end() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

/**
 * Waits until the process listens. The secret travels over the channel between the two processes: anyone on
 * this machine can read a command line.
 */
async function portOf(child: ChildProcess, id: string, secret: string): Promise<number> {
  const timer = setTimeout(() => child.kill("SIGKILL"), startTimeoutMs);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("message", ({ port }: { readonly port: number }) => resolve(port));
      child.once("error", reject);
      child.once("exit", (code) =>
        reject(new FunctionFailed("crash", `${id} ended with code ${code} while it loaded`)),
      );
      child.send({ secret });
    });
  } finally {
    clearTimeout(timer);
  }
}

function post(
  at: { readonly port: number; readonly agent: Agent },
  payload: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        ...at,
        method: "POST",
        headers: { ...headers, "x-request-id": randomUUID() },
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    request.once("error", reject);
    request.end(payload);
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
