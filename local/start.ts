import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type FunctionStats, textOf } from "./aws/functions.ts";
import { gatewayServer } from "./aws/gateway.ts";
import { type Bundler, startBundler } from "./bundler.ts";
import {
  bundled,
  enginesOf,
  type Generation,
  type GenerationOptions,
  retire,
  synthesised,
} from "./generation.ts";
import type { Change } from "./watch.ts";

/** What to serve, and where. */
export interface LocalOptions extends GenerationOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface LocalApi {
  readonly baseUrl: string;
  /** By the function's logical id. */
  readonly stats: () => Readonly<Record<string, FunctionStats>>;
  /** What is served now. */
  readonly deployment: () => Promise<Generation>;
  /** What the data function answers when it is asked to try its connections, as `npm run doctor` does. */
  readonly probe: () => Promise<string>;
  /** Gets ready to reload functions without a synthesis. Until then, every reload synthesises. */
  readonly prepare: () => Promise<void>;
  /**
   * Serves the sources as they are once `settled`; default all of them as they are now. Requests that come
   * from now on wait for it. If it fails, the code before answers them.
   * @throws Error with what is wrong in the sources
   */
  readonly reload: (settled?: Promise<Change>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Another program has the port. */
export class PortInUse extends Error {
  override readonly name = "PortInUse";
}

/**
 * Synthesises the stack, and serves the result with the emulated gateway and functions of `local/aws/`. For
 * `npm start`, `serve.ts` starts the identity provider and the database as well.
 * @throws PortInUse, or Error with what the synthesis printed
 */
export async function startLocal(options: LocalOptions): Promise<LocalApi> {
  const server = gatewayServer(newest);
  server.listen(options.port, options.host);
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUse(`Port ${options.port} is in use: end the other program, or set PORT to another one.`);
  }
  const { port } = server.address() as AddressInfo;
  const root = runFolder();
  let count = 0;
  const nextFolder = () => join(root, String(++count));
  let bundler: Bundler | null = null;
  let isPrepared = false;
  let outgoing: string | null = null;

  /** The latest, which may be still in the making. */
  let current = synthesised(nextFolder(), options);
  let served: Generation;
  try {
    served = await current;
  } catch (error) {
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true, force: true });
    throw error;
  }

  /** What is served once everything that has changed is. */
  async function newest(): Promise<Generation> {
    for (;;) {
      const asked = current;
      const generation = await asked;
      if (asked === current) return generation;
    }
  }

  async function next(before: Generation, change: Change): Promise<Generation> {
    if (change === "functions" && bundler?.isReady()) {
      const folder = nextFolder();
      const { changesStack } = await bundler.bundle(folder);
      if (!changesStack) return bundled(folder, before, options);
      rmSync(folder, { recursive: true, force: true });
    }
    // The next one compares with the routes of this synthesis, and only once there is one.
    await bundler?.close();
    bundler = null;
    const made = await synthesised(nextFolder(), options);
    if (isPrepared) bundler = startBundler(options.settings, enginesOf(options), nextFolder());
    return made;
  }

  return {
    baseUrl: `http://${options.host}:${port}`,
    stats: () => Object.fromEntries([...served.running].map(([id, { stats }]) => [id, stats()])),
    deployment: newest,
    async probe() {
      const data = [...(await newest()).running].find(([id]) => id.startsWith("DataFunction"))?.[1];
      if (data === undefined) throw new Error("The synthesised stack has no data function.");
      return textOf(await data.invoke({ probe: true }));
    },
    async prepare() {
      isPrepared = true;
      bundler ??= startBundler(options.settings, enginesOf(options), nextFolder());
      await bundler.ready;
    },
    async reload(settled = Promise.resolve("stack")) {
      // Reloads run one after the other, because each retires the generation before.
      const before = current;
      const made = before.then(async (generation) => next(generation, await settled));
      current = made.catch(() => before);
      const last = await before;
      served = await made;
      await retire(last);
      // A request of the generation before may still run: its folder stays until the next reload.
      if (outgoing !== null) rmSync(outgoing, { recursive: true, force: true });
      outgoing = last.folder;
    },
    async close() {
      const last = await newest();
      server.closeAllConnections();
      server.close();
      await Promise.all([retire(last), bundler?.close()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A new folder below `cdk.out` for all that this run makes. */
function runFolder(): string {
  const folder = join(import.meta.dirname, "..", "cdk.out", "local");
  mkdirSync(folder, { recursive: true });
  return mkdtempSync(join(folder, "run-"));
}
