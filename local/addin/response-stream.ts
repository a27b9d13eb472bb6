import { AnswerUnreadable } from "./answer-unreadable.ts";
import { JsonReader } from "./json-reader.ts";
import { type AnswerNotes, type Cell, checkedRow, columnsOf, notesOf } from "./response.ts";

/** Gets a response's tables while they arrive. */
export interface TableSink {
  /** A table begins. */
  readonly table: (columns: readonly string[]) => void;
  /** The table's next row. A promise is waited for before more of the answer is read. */
  readonly row: (cells: readonly Cell[]) => Promise<void> | undefined;
}

/**
 * Reads a response document as `readResponse` does, but hands each row on when it has arrived. Where a table
 * names its columns after its rows, which this API never does, the rows are kept until then.
 * @throws AnswerUnreadable, maybe after rows have been handed on
 */
export async function streamResponse(pieces: AsyncGenerator<string>, sink: TableSink): Promise<AnswerNotes> {
  const reader = new JsonReader(pieces, "it");
  const document: Record<string, unknown> = {};
  try {
    await expectObject(reader, "it");
    for await (const name of reader.members()) {
      const field = pascalCase(name);
      if (field === "ReturnedDataList" && (await reader.next()) === "[") {
        document[field] = [];
        for await (const at of reader.items()) await readItem(reader, `ReturnedDataList[${at}]`, sink);
      } else {
        const value = await reader.value();
        if (noted.has(field)) document[field] = value;
        else if (field === "ReturnedDataList") refuse(value, field, "list");
      }
    }
    await reader.end();
    return notesOf(document);
  } finally {
    await pieces.return(undefined);
  }
}

const noted: ReadonlySet<string> = new Set(["UserMessage", "ErrorMessage", "RequestParameterList"]);

async function readItem(reader: JsonReader, where: string, sink: TableSink): Promise<void> {
  await expectObject(reader, where);
  let hasData = false;
  for await (const name of reader.members()) {
    if (pascalCase(name) !== "Data") await reader.value();
    else if ((await reader.next()) === '"') {
      hasData = true;
      await readTable(reader.text(), `${where}.Data`, sink);
    } else refuse(await reader.value(), "Data", "text");
  }
  if (!hasData) throw AnswerUnreadable.notJson(`${where}.Data`, "");
}

async function readTable(pieces: AsyncGenerator<string>, where: string, sink: TableSink): Promise<void> {
  const reader = new JsonReader(pieces, where);
  await expectObject(reader, where);
  let columns: readonly string[] | null = null;
  const early: unknown[] = [];
  for await (const name of reader.members()) {
    const field = pascalCase(name);
    if (field === "Columns") {
      columns = columnsOf(await reader.value(), where);
      sink.table(columns);
    } else if (field === "Rows" && (await reader.next()) === "[") {
      for await (const at of reader.items()) {
        const row = await reader.value();
        if (columns === null) early.push(row);
        else await sink.row(checkedRow(row, columns.length, at, where));
      }
    } else {
      const value = await reader.value();
      if (field === "Rows") refuse(value, field, "list");
      if (field === "TableName" && typeof value !== "string") refuse(value, field, "text");
    }
  }
  await reader.end();
  if (columns === null) sink.table([]);
  for (const [at, row] of early.entries()) await sink.row(checkedRow(row, columns?.length ?? 0, at, where));
}

/** @throws AnswerUnreadable where something else follows than an object. */
async function expectObject(reader: JsonReader, where: string): Promise<void> {
  if ((await reader.next()) === "{") return;
  await reader.value();
  throw new AnswerUnreadable(`is not a response document: ${where} is no object.`);
}

/** Null is the same as nothing. */
function refuse(value: unknown, field: string, kind: "list" | "text"): void {
  if (value !== null) throw new AnswerUnreadable(`has a ${field} that is no ${kind}.`);
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
