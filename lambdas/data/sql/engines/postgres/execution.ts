import type { QueryArrayResult } from "pg";
import type { Cell, Row, Table } from "../../../../interject/response/table.ts";
import { type Execution, type Routine, returnValue, type SqlValue } from "../engine.ts";
import type { PostgresDetail } from "./catalogue.ts";
import { cursorTable, type Run } from "./cursor.ts";
import { columnOf, parameterOf, refcursorType, voidType } from "./values.ts";

/** What an execution finds out beside its tables. */
interface Findings {
  readonly outputs: Map<string, string | null>;
  changedRows: number;
}

/**
 * Runs a statement: what only reads flows from a cursor, so that its size does not matter; anything else, `INSERT ... RETURNING` for
 * example, comes whole.
 */
export function runStatement(run: Run, text: string, values: readonly SqlValue[]): Execution {
  const bound = values.map(parameterOf);
  return execution((findings) =>
    /^\s*(?:select|with|values|table)\b/i.test(text)
      ? declared(run, text, bound)
      : whole(run, text, bound, findings),
  );
}

/** Runs a routine; parameters are named in the statement and their values bound beside it. */
export function callRoutine(run: Run, routine: Routine, values: ReadonlyMap<string, SqlValue>): Execution {
  const { returns } = routine.detail as PostgresDetail;
  const bound: (string | Uint8Array | null)[] = [];
  const given = routine.parameters.flatMap(({ name, type, mode }) => {
    // A procedure's output parameter is written down, too, as NULL; a function's is not.
    if (mode === "out") return routine.kind === "procedure" ? [`${quoted(name)} => NULL::${type}`] : [];
    const value = values.get(name);
    if (value === undefined) return [];
    bound.push(parameterOf(value));
    return [`${quoted(name)} => $${bound.length}::${type}`];
  });
  const call = `${quoted(routine.schema)}.${quoted(routine.name)}(${given.join(", ")})`;
  return execution((findings) => {
    if (routine.kind === "procedure") return called(run, `CALL ${call}`, bound, routine, findings);
    if (returns === "cursors") return fromCursors(run, `SELECT * FROM ${call}`, bound);
    const outputs = routine.parameters.filter(({ mode }) => mode !== "in");
    if (returns === "rows" && outputs.length === 0) return declared(run, `SELECT * FROM ${call}`, bound);
    return single(run, `SELECT * FROM ${call}`, bound, routine, findings);
  });
}

function execution(tables: (findings: Findings) => AsyncGenerator<Table>): Execution {
  const findings: Findings = { outputs: new Map(), changedRows: 0 };
  return {
    tables: tables(findings),
    outputs: () => findings.outputs,
    changedRows: () => findings.changedRows,
  };
}

/** Rows of a query through a cursor of the server's. */
async function* declared(run: Run, text: string, bound: readonly unknown[]): AsyncGenerator<Table> {
  const name = '"interject_rows"';
  await run(`DECLARE ${name} NO SCROLL CURSOR FOR ${text}`, bound);
  yield* readAndClosed(run, name);
}

/** A cursor's table; its name is free again for the transaction's next call, whether or not all of it was read. */
async function* readAndClosed(run: Run, cursor: string): AsyncGenerator<Table> {
  try {
    yield await cursorTable(run, cursor);
  } finally {
    // A transaction that has failed closes it by itself.
    await run(`CLOSE ${cursor}`).catch(() => {});
  }
}

async function* whole(
  run: Run,
  text: string,
  bound: readonly unknown[],
  findings: Findings,
): AsyncGenerator<Table> {
  const result = await run(text, bound);
  findings.changedRows = result.rowCount ?? 0;
  if (result.fields.length > 0) yield tableOf(result);
}

/** A function that answers one value or one row, of which output parameters are the columns. */
async function* single(
  run: Run,
  text: string,
  bound: readonly unknown[],
  routine: Routine,
  { outputs }: Findings,
): AsyncGenerator<Table> {
  const result = await run(text, bound);
  const [field] = result.fields;
  if (field === undefined || field.dataTypeID === voidType) return;
  const [row = []] = result.rows as Row[];
  const ofRow = routine.parameters.filter(({ mode }) => mode !== "in");
  for (const [at, { name }] of ofRow.entries()) outputs.set(name, textOf(row[at]));
  if (result.fields.length === 1) outputs.set(returnValue, textOf(row[0]));
  yield tableOf(result);
}

/** Each cursor that a function returns is a table. */
async function* fromCursors(run: Run, text: string, bound: readonly unknown[]): AsyncGenerator<Table> {
  const { rows } = await run(text, bound);
  for (const [name] of rows as Row[]) if (typeof name === "string") yield* readAndClosed(run, quoted(name));
}

/** A procedure answers a row of its output parameters; cursors among them are tables. */
async function* called(
  run: Run,
  text: string,
  bound: readonly unknown[],
  routine: Routine,
  { outputs }: Findings,
): AsyncGenerator<Table> {
  const { fields, rows } = await run(text, bound);
  const [row = []] = rows as Row[];
  const names = routine.parameters.filter(({ mode }) => mode !== "in").map(({ name }) => name);
  for (const [at, { dataTypeID }] of fields.entries()) {
    if (dataTypeID !== refcursorType) outputs.set(names[at] ?? "", textOf(row[at]));
  }
  for (const [at, { dataTypeID }] of fields.entries()) {
    const cell = row[at];
    if (dataTypeID === refcursorType && typeof cell === "string") yield await cursorTable(run, quoted(cell));
  }
}

function tableOf({ fields, rows }: QueryArrayResult): Table {
  async function* batch(): AsyncGenerator<readonly Row[]> {
    yield rows as Row[];
  }
  return { columns: fields.map(columnOf), rows: batch() };
}

/** A cell as an output parameter has it. */
function textOf(cell: Cell | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return cell instanceof Uint8Array ? Buffer.from(cell).toString("base64") : String(cell);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
