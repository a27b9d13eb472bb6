import { cellText } from "../cell-text.ts";
import { quoted } from "../dialect.ts";
import { type Execution, returnValue, type StreamedTable } from "../engine.ts";
import { cursorTable, type RunStatement, wholeTable } from "./answer.ts";
import type { PostgresCall } from "./call.ts";
import { refcursorType, voidType } from "./cells.ts";
import { dialect } from "./dialect.ts";

type Tables = AsyncGenerator<StreamedTable>;

/** Runs a call when its tables are first asked for. */
export function execute(run: RunStatement, call: PostgresCall): Execution {
  const outputs = new Map<string, string | null>();
  let changedRows = 0;

  async function* rows(): Tables {
    const cursor = quoted(dialect, "interject_rows");
    await run(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${call.text}`, call.values);
    yield* readAndClosed(cursor);
  }

  /** A cursor's table. Read or left, the cursor is closed: its name is free for the transaction's next call. */
  async function* readAndClosed(cursor: string): Tables {
    try {
      yield await cursorTable(run, cursor);
    } finally {
      // In a transaction that has failed CLOSE fails too, and there is no cursor left to close.
      await run(`CLOSE ${cursor}`).catch(() => {});
    }
  }

  async function* whole(): Tables {
    const result = await run(call.text, call.values);
    changedRows = result.rowCount ?? 0;
    if (result.fields.length > 0) yield wholeTable(result);
  }

  async function* row(): Tables {
    const result = await run(call.text, call.values);
    const [field] = result.fields;
    if (field === undefined || field.dataTypeID === voidType) return;
    const [cells = []] = result.rows;
    for (const [at, name] of call.outputs.entries()) outputs.set(name, cellText(cells[at] ?? null));
    if (result.fields.length === 1) outputs.set(returnValue, cellText(cells[0] ?? null));
    yield wholeTable(result);
  }

  async function* cursors(): Tables {
    const result = await run(call.text, call.values);
    for (const [name] of result.rows)
      if (typeof name === "string") yield* readAndClosed(quoted(dialect, name));
  }

  async function* outputParameters(): Tables {
    const result = await run(call.text, call.values);
    const [cells = []] = result.rows;
    const { fields } = result;
    for (const [at, { dataTypeID }] of fields.entries()) {
      if (dataTypeID !== refcursorType) outputs.set(call.outputs[at] ?? "", cellText(cells[at] ?? null));
    }
    for (const [at, { dataTypeID }] of fields.entries()) {
      const cell = cells[at];
      if (dataTypeID === refcursorType && typeof cell === "string")
        yield await cursorTable(run, quoted(dialect, cell));
    }
  }

  const tables = { rows, whole, row, cursors, outputs: outputParameters };
  return { tables: tables[call.answer](), outputs: () => outputs, changedRows: () => changedRows };
}
