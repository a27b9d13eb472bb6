import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { openBackend } from "./backend.ts";
import { frontServer } from "./front.ts";

/**
 * The program that the embedded database runs in. It has a process of its own because it takes about a
 * gigabyte of memory. Its argument is {@link ProcessOptions} as JSON. It sends a {@link ProcessReport} to its
 * parent, and ends when its parent ends, even if the parent crashes.
 */
export interface ProcessOptions {
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether to begin with an empty folder. */
  readonly fresh: boolean;
  readonly idleInTransactionMs: number;
}
export type ProcessReport = { readonly port: number } | { readonly failure: string; readonly inUse: boolean };

const { folder, port, fresh, idleInTransactionMs } = JSON.parse(process.argv[2] ?? "{}") as ProcessOptions;
const report = (message: ProcessReport) => process.send?.(message);
// Ctrl-C in a terminal reaches this process too: it ends when its parent has ended.
process.on("SIGINT", () => {});
process.on("uncaughtException", (error) => {
  console.error(`The database cannot go on: ${error.message}`);
  process.exit(1);
});

const opened = Promise.withResolvers<Awaited<ReturnType<typeof openBackend>>>();
const server = frontServer(opened.promise, { idleInTransactionMs });
try {
  // The port is the lock of the folder: two processes in one folder would destroy it.
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  if (fresh) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { recursive: true });
  const backend = await openBackend(folder);
  opened.resolve(backend);
  const end = () => void backend.close().finally(() => process.exit());
  process.once("disconnect", end).once("SIGTERM", end);
  report({ port: (server.address() as AddressInfo).port });
} catch (error) {
  const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  report({ failure: error instanceof Error ? error.message : String(error), inUse });
  process.exitCode = 1;
  process.disconnect?.();
  server.close();
}
