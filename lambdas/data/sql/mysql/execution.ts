import type { Connection } from "mysql2";
import type { Row, Table } from "../../../interject/table.ts";
import { type Execution, type Routine, returnValue, type SqlValue } from "../engine.ts";
import { type Findings, resultTables } from "./result-tables.ts";

/** What running something needs of a session. */
export interface Runner {
  readonly connection: Connection;
  /** Sets user variables to bound values. */
  readonly set: (variables: ReadonlyMap<string, SqlValue>) => Promise<void>;
  readonly cancel: () => Promise<void>;
}

/**
 * Calls a routine. Its arguments are user variables, which are bound beforehand: so output parameters come back the same way, and all
 * results as text, exactly as the server writes them.
 */
export function callRoutine(
  runner: Runner,
  routine: Routine,
  values: ReadonlyMap<string, SqlValue>,
): Execution {
  const outputs = new Map<string, string | null>();
  const findings: Findings = { changedRows: 0 };
  const variables = routine.parameters.map(({ name, mode }, at) => ({
    name,
    mode,
    variable: `interject_${at}`,
  }));
  const call = `${quoted(routine.schema)}.${quoted(routine.name)}(${variables.map(({ variable }) => `@${variable}`).join(", ")})`;

  async function* tables(): AsyncGenerator<Table> {
    await runner.set(new Map(variables.map(({ name, variable }) => [variable, values.get(name) ?? null])));
    if (routine.kind === "function") {
      const result = resultTables(runner, `SELECT ${call} AS ${quoted(routine.name)}`, findings);
      for await (const table of result) {
        yield { ...table, rows: noted(table, (row) => outputs.set(returnValue, textOf(row[0]))) };
      }
      return;
    }
    yield* resultTables(runner, `CALL ${call}`, findings);
    const returned = variables.filter(({ mode }) => mode !== "in");
    if (returned.length === 0) return;
    const list = returned.map(({ variable }) => `CAST(@${variable} AS CHAR)`).join(", ");
    for await (const { rows } of resultTables(runner, `SELECT ${list}`, { changedRows: 0 })) {
      for await (const [row] of rows as AsyncIterable<readonly Row[]>) {
        for (const [at, { name }] of returned.entries()) outputs.set(name, textOf(row?.[at]));
      }
    }
  }

  return { tables: tables(), outputs: () => outputs, changedRows: () => findings.changedRows };
}

/** Runs a statement that is prepared on the server, with user variables for its placeholders. */
export function runStatement(runner: Runner, text: string, values: readonly SqlValue[]): Execution {
  const findings: Findings = { changedRows: 0 };
  async function* tables(): AsyncGenerator<Table> {
    const names = values.map((_, at) => `interject_${at}`);
    await runner.set(
      new Map([["interject_text", text], ...names.map((name, at) => [name, values[at] ?? null] as const)]),
    );
    for await (const _ of resultTables(runner, "PREPARE interject_statement FROM @interject_text", findings));
    const using = names.length === 0 ? "" : ` USING ${names.map((name) => `@${name}`).join(", ")}`;
    yield* resultTables(runner, `EXECUTE interject_statement${using}`, findings);
  }
  return { tables: tables(), outputs: () => new Map(), changedRows: () => findings.changedRows };
}

async function* noted({ rows }: Table, see: (row: Row) => void): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows as AsyncIterable<readonly Row[]>) {
    for (const row of batch) see(row);
    yield batch;
  }
}

/** A cell as an output parameter has it. */
function textOf(cell: Row[number] | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return cell instanceof Uint8Array ? Buffer.from(cell).toString("base64") : String(cell);
}

function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
