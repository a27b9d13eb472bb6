import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { watch } from "chokidar";
import { type FunctionStats, localFunction } from "./aws/functions.ts";
import { gatewayServer, type RunningDeployment } from "./aws/gateway.ts";
import { readDeployment } from "./aws/template.ts";
import { type LocalConnection, withConnections } from "./local-connections.ts";

const project = join(import.meta.dirname, "..");

/** What to serve, and where. */
export interface LocalOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Settings of the stack, as variables: what the app would find in the environment at deployment. */
  readonly settings: Readonly<Record<string, string>>;
  /** Databases that are for this run alone; default none. They do not reach the template. */
  readonly connections?: readonly LocalConnection[];
  /** Invocations at a time of each function. */
  readonly concurrency: number;
  /** Whether a function is ended when its caller goes away, as it is not on AWS; default no. */
  readonly endsAbandoned?: boolean;
  readonly log: (line: string) => void;
}

export interface LocalApi {
  readonly baseUrl: string;
  /** The synthesised folder that is served now. */
  readonly directory: () => string;
  /** By the function's logical id. */
  readonly stats: () => Readonly<Record<string, FunctionStats>>;
  /** Synthesises again and serves the result. If that fails, serves the deployment before. */
  readonly reload: () => Promise<void>;
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
  let current = await deploy(options);
  let reloading = Promise.resolve();
  const server = gatewayServer(() => current);
  server.listen(options.port, options.host);
  try {
    await once(server, "listening");
  } catch (error) {
    await retire(current);
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortInUse(`Port ${options.port} is in use: end the other program, or set PORT to another one.`);
  }
  const { port } = server.address() as AddressInfo;
  return {
    directory: () => current.directory,
    baseUrl: `http://${options.host}:${port}`,
    stats: () => Object.fromEntries([...current.running].map(([id, { stats }]) => [id, stats()])),
    reload() {
      const replaced = reloading.then(async () => {
        const before = current;
        current = await deploy(options);
        await retire(before);
      });
      // Reloads run one after the other, because each retires the deployment of the one before.
      reloading = replaced.catch(() => {});
      return replaced;
    },
    async close() {
      await reloading;
      server.closeAllConnections();
      server.close();
      await retire(current);
    },
  };
}

/**
 * Calls `changed` after sources of the stack or its functions have changed, once for changes at the
 * same time. Node's own recursive watch loses a file on Linux once an editor has replaced it instead
 * of writing to it.
 */
export function watchSources(changed: () => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const folders = ["lambdas", "lib", "reports"].map((folder) => join(project, folder));
  const watcher = watch(folders, { ignoreInitial: true }).on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(changed, 200);
  });
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

interface LocalDeployment extends RunningDeployment {
  readonly directory: string;
}

async function deploy(options: LocalOptions): Promise<LocalDeployment> {
  const { settings, connections = [], concurrency, endsAbandoned, log } = options;
  const folder = join(project, "cdk.out", "local");
  mkdirSync(folder, { recursive: true });
  const directory = mkdtempSync(join(folder, "synth-"));
  try {
    await synthesise(directory, settings, new Set(connections.map(({ engine }) => engine)));
    const deployment = readDeployment(directory);
    const running = new Map(
      [...deployment.functions].map(([id, config]) => [
        id,
        localFunction(
          withConnections(config, connections),
          concurrency,
          (line) => log(`${id.replace(/[0-9A-F]{8}$/, "")}: ${line}`),
          endsAbandoned,
        ),
      ]),
    );
    return { ...deployment, directory, running };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Runs the app itself, as the `cdk` command would, with the settings in its environment.
 * @param engines whose drivers the bundle needs for the databases of this run; default none
 * @throws Error with what the app printed
 */
export async function synthesise(
  directory: string,
  settings: Readonly<Record<string, string>>,
  engines: ReadonlySet<string> = new Set(),
): Promise<void> {
  const named = [...engines].map((engine) => `--engine=${engine}`);
  const app = spawn(process.execPath, [join(project, "bin", "app.ts"), ...named], {
    cwd: project,
    env: { ...process.env, ...settings, CDK_OUTDIR: directory },
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const printed: Buffer[] = [];
  for (const output of [app.stdout, app.stderr]) output.on("data", (chunk: Buffer) => printed.push(chunk));
  const [code] = await once(app, "close");
  if (code !== 0)
    throw new Error(`The stack cannot be synthesised.\n${Buffer.concat(printed).toString("utf8").trim()}`);
}

async function retire({ running, directory }: LocalDeployment): Promise<void> {
  await Promise.all([...running.values()].map(({ close }) => close()));
  rmSync(directory, { recursive: true, force: true });
}
