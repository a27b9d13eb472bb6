import { existsSync, readFileSync } from "node:fs";
import type { FunctionConfig } from "../local/aws/deployment.ts";
import { startProcess } from "../local/aws/function-process.ts";
import { runtimeClient, startRuntimeProcess } from "../test/support/runtime-process.ts";

/** A function in a new process: under AWS's runtime client where `TEST_RUNTIME_CLIENT` names it. */
export interface StartedFunction extends AsyncDisposable {
  readonly pid: number;
  /** Resolves to the answer's bytes, as far as the process gave any. @throws Error of the function */
  readonly invoke: (event: object) => Promise<Buffer>;
}

/** What the processes run under, for the table. */
export const runsUnder = runtimeClient === undefined ? "a fresh Node process" : "AWS's runtime client";

/** Resolves when the process asks for its first event. */
export async function startFunction(config: FunctionConfig): Promise<StartedFunction> {
  if (runtimeClient === undefined) return plainProcess(config);
  const process = await startRuntimeProcess(config);
  // A function that cannot start never asks.
  const failure = await Promise.race([process.asked().then(() => null), process.initError]);
  if (failure !== null) throw new Error(JSON.stringify(failure));
  return {
    pid: process.pid,
    async invoke(event) {
      const outcome = await process.invoke(event);
      if (outcome.kind === "answer") return outcome.bytes;
      throw new Error(`${JSON.stringify(outcome.error)}\n${process.lines.join("\n")}`);
    },
    [Symbol.asyncDispose]: process.close,
  };
}

async function plainProcess(config: FunctionConfig): Promise<StartedFunction> {
  const process = await startProcess(config, { log: () => {}, done: () => {}, ended: () => {} });
  return {
    pid: process.pid ?? 0,
    async invoke(event) {
      const chunks: Buffer[] = [];
      for await (const chunk of await process.post(JSON.stringify(event), Date.now() + 60_000, undefined))
        chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    [Symbol.asyncDispose]: process.end,
  };
}

/** Milliseconds of processor time that a process has used; null where the system does not tell (no Linux). */
export function processorMs(pid: number): number | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  // After the name in brackets: utime and stime are the 12th and 13th, in hundredths of a second (proc(5)).
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
