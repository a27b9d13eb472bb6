import { describe, expect, it } from "vitest";
import { blankSheet, rowsToSave, type Sheet, withResults } from "../../../../local/console/page/sheet.ts";

const row = (...cells: Sheet["rows"][number]["cells"]) => ({ cells, isChanged: false });
const sheet = (): Sheet => ({
  columns: ["ID", "Limit"],
  rows: [row("A", 1), { ...row("B", "2"), isChanged: true }, row(null, "")],
});

describe("the rows that a save sends", () => {
  it("are those with a value, with their numbers in the sheet", () => {
    expect(rowsToSave(sheet(), false)).toMatchObject({
      columns: ["Row", "ID", "Limit"],
      rows: [
        ["18", "A", "1"],
        ["19", "B", "2"],
      ],
    });
  });

  it("are the changed ones alone where that is asked", () => {
    expect(rowsToSave(sheet(), true).rows).toEqual([["19", "B", "2"]]);
  });

  it("are none of a blank sheet", () => {
    expect(rowsToSave(blankSheet(["ID"]), false).rows).toEqual([]);
  });

  it("have the sheet's own numbers in the place of a column Row that was returned", () => {
    const returned = { columns: ["Row", "ID"], rows: [row("5", "A")] };
    expect(rowsToSave(returned, false)).toMatchObject({ columns: ["Row", "ID"], rows: [["18", "A"]] });
  });
});

describe("the results of a save", () => {
  it("find their rows by number, in any order, with the columns that the sheet does not have", () => {
    const saved = sheet();
    const sent = rowsToSave(saved, false);
    const returned = {
      columns: ["Row", "Status"],
      rows: [row("19", "Second"), row("18", "First"), row("7", "None")],
    };
    const { columns, rows } = withResults(saved, sent, returned, true);
    expect(columns).toEqual(["ID", "Limit", "Status"]);
    expect(rows.map(({ cells }) => cells[2])).toEqual(["First", "Second", undefined]);
  });

  it("leave rows changed that were not saved", () => {
    const returned = { columns: ["Row", "Status"], rows: [row("19", "Wrong")] };
    const changed = (isSaved: boolean) => {
      const saved = sheet();
      return withResults(saved, rowsToSave(saved, true), returned, isSaved).rows[1]?.isChanged;
    };
    expect([changed(true), changed(false)]).toEqual([false, true]);
  });

  it("leave the sheet as it is where they have no row numbers", () => {
    const saved = sheet();
    expect(withResults(saved, rowsToSave(saved, false), { columns: ["Status"], rows: [] }, true)).toBe(saved);
  });
});
