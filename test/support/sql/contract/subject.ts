import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { passThroughReport } from "../../../../lambdas/data/pass-through-report.ts";
import type { Report } from "../../../../lambdas/data/report.ts";
import { closePools } from "../../../../lambdas/data/sql/connection/pools.ts";
import type { ConnectionSettings } from "../../../../lambdas/settings/connections.ts";
import type { Command, Formula } from "../../../../local/addin/request.ts";
import type { AddinResult } from "../../../../local/addin/response.ts";
import { type PullOptions, pull } from "../../pull.ts";
import type { SqlServer } from "../server.ts";

/** How a routine is called: as {@link PullOptions}, with changes to the subject's own connection. */
export interface RunOptions extends PullOptions {
  readonly connection?: Partial<ConnectionSettings>;
}

/** What the contract is tested on: a real server, and the API's requests to it as the Addin sends them. */
export interface Subject {
  /** Started before the first test. @throws Error before that */
  readonly server: SqlServer;
  /** A routine, table or view by its full name: `schema.name`. */
  readonly named: (name: string) => string;
  /**
   * The connection `Sales`: it may call every routine of the contract, and open `items_view`. A request is
   * one transaction, unless `more` says otherwise.
   */
  readonly connection: (more?: Partial<ConnectionSettings>) => ConnectionSettings;
  /** Sends a command of the formula's own words, over the subject's connection unless others are given. */
  readonly send: (formula: Formula, options?: PullOptions) => Promise<AddinResult>;
  /** Calls a routine of the contract. */
  readonly run: (routine: string, formula?: Formula, options?: RunOptions) => Promise<AddinResult>;
  /** Pulls a report that uses the subject's connection, or saves with it. */
  readonly pullOwn: (report: Report, formula?: Formula) => Promise<AddinResult>;
  /** The names that are saved, each as a row. */
  readonly items: () => Promise<readonly (readonly unknown[])[]>;
  /** Waits until the server runs nothing for the API: a command that goes on would run for half a minute. */
  readonly nothingRuns: () => Promise<void>;
}

/** Starts the server before the tests of the file or block that calls this, and closes it after them. */
export function subjectOn(start: () => Promise<SqlServer>): Subject {
  let started: SqlServer | undefined;
  beforeAll(async () => {
    started = await start();
  }, 60_000);
  afterEach(() => closePools());
  afterAll(async () => {
    await closePools();
    await started?.close();
  });

  const subject: Subject = {
    get server() {
      if (started === undefined) throw new Error("The server is asked before it has started");
      return started;
    },
    named: (name) => `${subject.server.schema}.${name}`,
    connection: (more = {}) => ({
      name: "Sales",
      engine: subject.server.engine,
      url: subject.server.url,
      poolSize: 2,
      statementSeconds: 60,
      transaction: "request",
      routines: [subject.named("*")],
      tables: [subject.named("items_view")],
      allowText: false,
      ...more,
    }),
    send: (formula, options) =>
      pull(passThroughReport, formula, { connections: [subject.connection()], ...options }),
    run: (routine, formula = {}, { connection, ...options } = {}) =>
      subject.send(
        { ...formula, command: { text: subject.named(routine), ...formula.command } },
        { connections: [subject.connection(connection)], ...options },
      ),
    pullOwn: (report, formula = {}) => pull(report, formula, { connections: [subject.connection()] }),
    items: () => subject.server.rows(`select name from ${subject.named("items")} order by name`),
    nothingRuns: () =>
      vi.waitFor(async () => expect(await subject.server.running()).toBe(0), { timeout: 5_000 }),
  };
  return subject;
}

/** A formula that is a command and nothing else. */
export function command(text: string, more: Partial<Command> = {}): Formula {
  return { command: { text, ...more } };
}

/** What an output parameter came back with; undefined where the answer does not list it. */
export function output({ parameters }: AddinResult, name: string): string | null | undefined {
  return parameters.find((parameter) => parameter.name === `@${name}`)?.outputValue;
}

/**
 * Cells as text: engines differ in whether a small number is sent as a number, and in the zeros behind a part
 * of a second.
 */
export function texts(rows: AddinResult["tables"][number]["rows"] = []) {
  return rows.map((row) =>
    row.map((cell) => {
      if (typeof cell === "number") return String(cell);
      return typeof cell === "string" && /T.*\.\d+$/.test(cell) ? cell.replace(/0+$/, "") : cell;
    }),
  );
}
