import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** What the thread is given. */
export interface WorkerData {
  readonly folder: string;
  /** One number: bytes of results that were sent and that no client has taken yet. */
  readonly waiting: Int32Array;
  /** The thread stands still while more bytes wait. */
  readonly maxWaitingBytes: number;
}
export type ToWorker = { readonly kind: "run"; readonly bytes: Uint8Array } | { readonly kind: "close" };
export type FromWorker =
  | { readonly kind: "ready"; readonly settings: Readonly<Record<string, string>> }
  | { readonly kind: "chunk"; readonly chunk: Uint8Array }
  | { readonly kind: "done"; readonly inTransaction: boolean };

/** PGlite in a thread of its own: one session, which takes messages of PostgreSQL's protocol. */
export interface Backend {
  /** The server's settings that a client is told of when it connects. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Gives messages to the session. One call at a time.
   * @param receive gets the answer in parts, and must call `taken` when it has passed a part on; the session
   * stops while too many bytes are not taken
   * @returns whether the session is in a transaction afterwards; a failed transaction counts
   * @throws Stopped
   */
  readonly run: (bytes: Buffer, receive: Receive) => Promise<boolean>;
  /**
   * Ends the running statement: ends the thread and opens the folder again, because PGlite offers no other
   * way. As after the crash of a server, everything committed is there, and a new session begins.
   */
  readonly interrupt: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export type Receive = (chunk: Buffer, taken: () => void) => void;

/**
 * The session ended before its answer was complete, because it was interrupted or PGlite broke. When this is
 * thrown, a new session has begun.
 */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/**
 * Opens the data folder, and makes it first if it is not there. No other process may have it open.
 * @throws Error when PGlite cannot open it
 */
export async function openBackend(folder: string): Promise<Backend> {
  let session = await openSession(folder);
  let reopening: Promise<void> | null = null;
  let closing = false;
  /** Reopens the folder; callers that ask at the same time share one reopening. */
  const reopen = () => {
    reopening ??= (async () => {
      await session.end();
      session = await openSession(folder);
      reopening = null;
    })();
    return reopening;
  };
  return {
    settings: session.settings,
    async run(bytes, receive) {
      try {
        return await session.run(bytes, receive);
      } catch (error) {
        // The server is closing, and nobody waits for the answer any more.
        if (closing) return new Promise(() => {});
        await reopen();
        throw error;
      }
    },
    interrupt: reopen,
    async close() {
      closing = true;
      await reopening;
      await session.close();
    },
  };
}

interface BackendWorker {
  readonly settings: Backend["settings"];
  readonly run: Backend["run"];
  /** Ends the thread at once, whatever it does. */
  readonly end: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openSession(folder: string): Promise<BackendWorker> {
  const waiting = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkerData = { folder, waiting, maxWaitingBytes: 1024 * 1024 };
  const worker = new Worker(join(import.meta.dirname, "worker.ts"), { workerData });
  const closed = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const settings = await new Promise<Backend["settings"]>((resolve, reject) => {
    const refuse = (cause?: unknown) =>
      reject(
        new Error(`The database in ${folder} cannot be opened. npm run db:reset makes a new one.`, { cause }),
      );
    worker.once("error", refuse).once("exit", refuse);
    worker.once("message", (message: FromWorker) => {
      worker.off("error", refuse).off("exit", refuse);
      resolve(message.kind === "ready" ? message.settings : {});
    });
  });
  const send = (message: ToWorker) => worker.postMessage(message);
  let broken: Stopped | null = null;
  let running: {
    receive: Receive;
    done: (inTransaction: boolean) => void;
    stop: (error: Stopped) => void;
  } | null = null;

  worker.on("message", (message: FromWorker) => {
    if (message.kind === "chunk") {
      const { buffer, byteOffset, byteLength } = message.chunk;
      running?.receive(Buffer.from(buffer, byteOffset, byteLength), () => {
        Atomics.sub(waiting, 0, byteLength);
        Atomics.notify(waiting, 0);
      });
    } else if (message.kind === "done") {
      running?.done(message.inTransaction);
      running = null;
    }
  });
  const stop = (cause?: unknown) => {
    broken ??= new Stopped("The session has ended.", { cause });
    running?.stop(broken);
    running = null;
  };
  worker.on("error", stop);
  worker.on("exit", () => stop());

  return {
    settings,
    run(bytes, receive) {
      return new Promise((done, stop) => {
        if (broken !== null) return stop(broken);
        running = { receive, done, stop };
        send({ kind: "run", bytes });
      });
    },
    async end() {
      await worker.terminate();
    },
    async close() {
      if (running === null) send({ kind: "close" });
      else await worker.terminate();
      await closed;
    },
  };
}
