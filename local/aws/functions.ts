import type { IncomingMessage } from "node:http";
import type { FunctionConfig } from "./deployment.ts";
import { FunctionFailed } from "./function-failed.ts";
import { type FunctionProcess, startProcess } from "./function-process.ts";

/**
 * A function as Lambda runs it: in processes of its own, which see the declared environment and nothing of
 * this machine's. Each process works on one invocation at a time.
 */
export interface LocalFunction {
  /**
   * Invokes the function. Its process stays busy until the answer's body has been read or destroyed.
   * @param signal aborted when the caller goes away: an invocation that still waits for a process is dropped
   * @throws FunctionFailed when it threw, crashed or ran out of time before its answer began, or when the
   * event is too large
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
  /** The most memory that any of the processes has had, in MB. */
  readonly peakMb: number;
  /** The processes that live now. */
  readonly pids: readonly number[];
}

/** A process of the function, with what follows when its invocation is over. */
interface Worker {
  readonly process: FunctionProcess;
  /** Called when the invocation is over, or the process has ended. */
  whenDone: () => void;
}

/** AWS: "Lambda quotas", synchronous invocation. */
const maxEventBytes = 6 * 1024 * 1024;

/** What a process may take to notice that nobody waits for its answer any more. */
const abandonMs = 5_000;

/**
 * @param maxProcesses how many invocations run at a time. Further invocations wait, where Lambda would start
 * more environments.
 * @param log gets every line that the function writes
 * @param endsAbandoned whether an invocation is ended when its caller goes away. On AWS it runs on and is
 * billed to its end (AWS: "Response streaming for Lambda functions").
 */
export function localFunction(
  config: FunctionConfig,
  maxProcesses: number,
  log: (line: string) => void,
  endsAbandoned = false,
): LocalFunction {
  const idle: Worker[] = [];
  const busy = new Set<Worker>();
  const waiting: (() => void)[] = [];
  let starting = 0;
  let closed = false;
  const stats = { invocations: 0, processes: 0, peakMb: 0 };

  async function start(): Promise<Worker> {
    stats.processes++;
    let made: Worker | undefined;
    const process = await startProcess(config, {
      log,
      done: (peakKb) => {
        stats.peakMb = Math.max(stats.peakMb, peakKb / 1024);
        made?.whenDone();
      },
      ended: () => {
        const at = made === undefined ? -1 : idle.indexOf(made);
        if (at !== -1) idle.splice(at, 1);
        made?.whenDone();
      },
    });
    made = { process, whenDone: () => {} };
    return made;
  }

  async function take(): Promise<Worker> {
    while (idle.length === 0 && busy.size + starting >= maxProcesses) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    const free = idle.pop();
    if (free !== undefined) return occupy(free);
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
    if (closed) void worker.process.end();
    else if (worker.process.isAlive()) idle.push(worker);
    waiting.shift()?.();
  }

  return {
    async invoke(event, signal) {
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) > maxEventBytes) {
        throw new FunctionFailed("too-large", `${config.id}: the event is larger than 6 MB`);
      }
      const worker = await take();
      // A caller who left while waiting must not keep a process that will never hear of the invocation.
      if (signal?.aborted) {
        release(worker);
        throw new FunctionFailed("crash", `${config.id}: stopped before its turn`);
      }
      const { process } = worker;
      stats.invocations++;
      const deadline = Date.now() + config.timeoutSeconds * 1000;
      let timedOut = false;
      const timer = setTimeout(() => {
        timedOut = true;
        log(`Task timed out after ${config.timeoutSeconds} seconds`);
        process.kill();
      }, config.timeoutSeconds * 1000);
      let abandoned: NodeJS.Timeout | undefined;
      let over = false;
      worker.whenDone = () => {
        worker.whenDone = () => {};
        over = true;
        clearTimeout(timer);
        clearTimeout(abandoned);
        release(worker);
      };
      try {
        const answer = await process.post(payload, deadline, endsAbandoned ? signal : undefined);
        if (answer.headers["x-function-error"] === undefined) return answer;
        const { errorMessage } = JSON.parse(await textOf(answer)) as { errorMessage: string };
        throw new FunctionFailed("error", errorMessage);
      } catch (error) {
        if (error instanceof FunctionFailed) throw error;
        // The caller went away, maybe before the process knew of the invocation: the process must not stay
        // busy for ever. The timer ends with this invocation, so that it never hits the next.
        if (signal?.aborted && !over) abandoned = setTimeout(() => process.kill(), abandonMs).unref();
        const reason = timedOut ? "timeout" : "crash";
        throw new FunctionFailed(reason, `${config.id}: ${error instanceof Error ? error.message : error}`);
      }
    },
    stats: () => ({ ...stats, pids: [...idle, ...busy].flatMap(({ process }) => process.pid ?? []) }),
    async close() {
      closed = true;
      await Promise.all(idle.splice(0).map(({ process }) => process.end()));
    },
  };
}

/** The text of a small answer. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
