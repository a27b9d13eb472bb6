import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "./aws/deployment.ts";
import { type LocalFunction, localFunction } from "./aws/functions.ts";
import type { RunningDeployment } from "./aws/gateway.ts";
import { readDeployment } from "./aws/template.ts";
import { type LocalConnection, withConnections } from "./local-connections.ts";
import { synthesise } from "./synthesise.ts";

/** What is served from one reload to the next. */
export interface Generation extends RunningDeployment {
  /** Its bundles, and the template where it was synthesised. */
  readonly folder: string;
}

/** How the stack is synthesised, and its functions run. */
export interface GenerationOptions {
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

/**
 * Synthesises the stack into a folder.
 * @throws Error with what the synthesis printed
 */
export async function synthesised(folder: string, options: GenerationOptions): Promise<Generation> {
  mkdirSync(folder, { recursive: true });
  await synthesise(folder, options.settings, enginesOf(options));
  return generation(folder, readDeployment(folder), options);
}

/**
 * The deployment of `before` with bundles that have been made since.
 * @param folder has a folder for each function, named by the function's logical id without its hash
 */
export function bundled(folder: string, before: Generation, options: GenerationOptions): Generation {
  const functions = [...before.functions].map(([id, config]) => {
    const directory = join(folder, withoutHash(id));
    // What the synthesis has put beside the bundle, such as the key sets that the authorizer starts with.
    const beside = readdirSync(config.directory).filter((name) => name.endsWith(".json"));
    for (const name of beside) cpSync(join(config.directory, name), join(directory, name));
    return [id, { ...config, directory }] as const;
  });
  return generation(folder, { ...before, functions: new Map(functions) }, options);
}

/** Ends the functions of a generation; those that answer a request end after it. */
export async function retire({ running }: Generation): Promise<void> {
  await Promise.all([...running.values()].map(({ close }) => close()));
}

/** The kinds of database of this run alone. */
export function enginesOf({ connections = [] }: GenerationOptions): ReadonlySet<string> {
  return new Set(connections.map(({ engine }) => engine));
}

function generation(folder: string, deployment: Deployment, options: GenerationOptions): Generation {
  const { connections = [], concurrency, endsAbandoned, log } = options;
  const running = [...deployment.functions].map(([id, config]): [string, LocalFunction] => [
    id,
    localFunction(
      withConnections(config, connections),
      concurrency,
      (line) => log(`${withoutHash(id)}: ${line}`),
      endsAbandoned,
    ),
  ]);
  return { ...deployment, folder, running: new Map(running) };
}

/** CDK ends a logical id with a hash of the construct's path. */
function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, "");
}
