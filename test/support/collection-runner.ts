import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Newman's program, Postman's own runner of collections; undefined where nothing names it. */
export const collectionRunner = process.env["TEST_COLLECTION_RUNNER"] || undefined;

/** What stands behind a title, so that a skipped test says what it lacks. */
export const withoutRunner =
  collectionRunner === undefined ? " (skipped: TEST_COLLECTION_RUNNER names no Newman)" : "";

/** What a run has done, as Newman's JSON report counts it. */
export interface CollectionRun {
  readonly exitCode: number;
  readonly requests: number;
  readonly assertions: number;
  /** A line for each assertion that did not hold, and for each request or script that ended in an error. */
  readonly failures: readonly string[];
}

interface Report {
  readonly run: {
    readonly stats: Readonly<Record<"requests" | "assertions", { readonly total: number }>>;
    readonly failures: readonly {
      readonly source?: { readonly name: string };
      readonly error: { readonly test?: string; readonly message: string };
    }[];
  };
}

/**
 * Sends each request of a collection in a process of its own, and runs the tests of its answer.
 * @throws Error where `TEST_COLLECTION_RUNNER` names no Newman, or it ends without a report
 */
export async function runCollection(
  collection: unknown,
  variables: Readonly<Record<string, string>>,
): Promise<CollectionRun> {
  if (collectionRunner === undefined || !existsSync(collectionRunner))
    throw new Error(`TEST_COLLECTION_RUNNER must name Newman's program, not ${collectionRunner}`);
  const folder = mkdtempSync(join(tmpdir(), "collection-"));
  try {
    const [file, report] = [join(folder, "collection.json"), join(folder, "report.json")];
    writeFileSync(file, JSON.stringify(collection));
    const words = ["run", file, "--reporters", "json", "--reporter-json-export", report];
    const given = Object.entries(variables).flatMap(([name, value]) => ["--env-var", `${name}=${value}`]);
    const { exitCode, output } = await ended([collectionRunner, ...words, ...given]);
    if (!existsSync(report)) throw new Error(`Newman wrote no report: ${output}`);
    const { run } = JSON.parse(readFileSync(report, "utf8")) as Report;
    return {
      exitCode,
      requests: run.stats.requests.total,
      assertions: run.stats.assertions.total,
      failures: run.failures.map(
        ({ source, error }) => `${source?.name}: ${error.test ?? "error"}: ${error.message}`,
      ),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(words: readonly string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    // Newman would send the requests through a proxy that the environment names.
    const env = { ...process.env, NO_PROXY: "127.0.0.1" };
    const child = execFile(process.execPath, words, { env }, (_, output, errors) =>
      resolve({ exitCode: child.exitCode ?? -1, output: output + errors }),
    );
  });
}
