import type { FieldDef } from "pg";
import type { Cell } from "../../../../interject/response/table.ts";
import { cellText } from "../cell-text.ts";
import { returnValue } from "../engine.ts";
import type { PostgresCall } from "./call.ts";
import { refcursorType, voidType } from "./cells.ts";

/** The output parameters of a call, and its return value, from its one row. */
export function outputsOf(
  { answer, outputs }: PostgresCall,
  fields: readonly FieldDef[],
  cells: readonly Cell[],
): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  const text = (at: number) => cellText(cells[at] ?? null);
  if (answer === "row" && fields[0]?.dataTypeID !== voidType) {
    for (const [at, name] of outputs.entries()) found.set(name, text(at));
    if (fields.length === 1) found.set(returnValue, text(0));
  }
  if (answer === "outputs") {
    for (const [at, { dataTypeID }] of fields.entries())
      if (dataTypeID !== refcursorType) found.set(outputs[at] ?? "", text(at));
  }
  return found;
}
