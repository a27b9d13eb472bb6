import type { FieldDef } from "pg";
import type { Row } from "../../../../interject/response/table.ts";
import { quoted } from "../dialect.ts";
import type { Execution, StreamedTable } from "../engine.ts";
import type { RowQueue } from "../row-queue.ts";
import type { PostgresCall } from "./call.ts";
import { columnOf, refcursorType, voidType } from "./cells.ts";
import { dialect } from "./dialect.ts";
import type { FormsWatch } from "./forms.ts";
import { outputsOf } from "./outputs.ts";
import type { PortalSource } from "./portal.ts";
import type { Statements } from "./statements.ts";

type Tables = AsyncGenerator<StreamedTable>;

/** Runs a call when its tables are first asked for. */
export function execute(
  { run, stream }: Statements,
  { restoreZone, refuseOthers }: FormsWatch,
  call: PostgresCall,
): Execution {
  const outputs = new Map<string, string | null>();
  let changedRows = 0;

  const rows = () => tableOf({ text: call.text, values: call.values });

  /** The call's few rows. */
  async function answer() {
    const result = await run(call.text, call.values);
    refuseOthers();
    return result;
  }

  /** The rows of a statement or a cursor as a table, if it has any. */
  async function* tableOf(source: PortalSource): Tables {
    const portal = stream(source);
    try {
      const columns = await portal.rows.nextTable();
      if (columns !== null) yield { columns, rows: batchesOf(portal.rows) };
      // Past rows that were not read, to an error behind them.
      await portal.rows.nextTable();
      refuseOthers();
      changedRows = portal.changedRows;
    } finally {
      portal.rows.leave();
      await portal.rows.ended;
    }
  }

  /**
   * A cursor's table. Read or left, the cursor is closed: its name is free for the transaction's next call.
   */
  async function* readAndClosed(cursor: string): Tables {
    try {
      yield* tableOf({ cursor });
    } finally {
      // In a transaction that has failed CLOSE fails too, and there is no cursor left to close.
      await run(`CLOSE ${quoted(dialect, cursor)}`).catch(() => {});
    }
  }

  function setOutputs(fields: readonly FieldDef[], [cells = []]: readonly Row[]): void {
    for (const [name, value] of outputsOf(call, fields, cells)) outputs.set(name, value);
  }

  async function* row(): Tables {
    const { fields, rows } = await answer();
    const [field] = fields;
    if (field === undefined || field.dataTypeID === voidType) return;
    setOutputs(fields, rows);
    async function* only() {
      yield rows;
    }
    yield { columns: fields.map(columnOf), rows: only() };
  }

  async function* cursors(): Tables {
    const result = await answer();
    for (const [name] of result.rows) if (typeof name === "string") yield* readAndClosed(name);
  }

  async function* outputParameters(): Tables {
    const result = await answer();
    const [cells = []] = result.rows;
    const { fields } = result;
    setOutputs(fields, result.rows);
    for (const [at, { dataTypeID }] of fields.entries()) {
      const cell = cells[at];
      if (dataTypeID === refcursorType && typeof cell === "string") yield* readAndClosed(cell);
    }
  }

  const tables = { rows, row, cursors, outputs: outputParameters };
  async function* inUtc(): Tables {
    await restoreZone();
    yield* tables[call.answer]();
  }

  return { tables: inUtc(), outputs: () => outputs, changedRows: () => changedRows };
}

async function* batchesOf(queue: RowQueue): AsyncGenerator<readonly Row[]> {
  for (let rows = await queue.nextRows(); rows !== null; rows = await queue.nextRows()) yield rows;
}
