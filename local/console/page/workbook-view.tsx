import { useMemo, useState } from "preact/hooks";
import { cellName } from "../../addin/sheet/reference.ts";
import type { FoundFormula } from "../../addin/workbook/workbook.ts";
import { Grid } from "./grid.tsx";
import { editTab, type OpenWorkbook, tabSheet } from "./open-workbook.ts";

interface WorkbookViewProps {
  readonly open: OpenWorkbook;
  /** Other than before when cells have changed. */
  readonly version: number;
  readonly isRunning: boolean;
  /** What came of each formula that has run. */
  readonly outcomes: ReadonlyMap<FoundFormula, string>;
  readonly onRun: (formula: FoundFormula) => void;
}

/** A workbook: its tabs, the formulas of the tab with a button each, and its cells. */
export function WorkbookView({ open, version, isRunning, outcomes, onRun }: WorkbookViewProps) {
  const { name, workbook, formulas } = open;
  const [first] = workbook.sheets;
  const [picked, setPicked] = useState(formulas[0]?.sheet.name ?? first?.name ?? "");
  const tab = workbook.sheet(picked) ?? first;
  const sheet = useMemo(() => (tab === undefined ? null : tabSheet(tab)), [tab, version]);
  if (tab === undefined || sheet === null) return <p>{name} has no sheet.</p>;
  return (
    <>
      <h2>{name}</h2>
      <div class="tables">
        {workbook.sheets.map((one) => (
          <button key={one.name} type="button" aria-pressed={one === tab} onClick={() => setPicked(one.name)}>
            {one.name}
          </button>
        ))}
        <button type="button" onClick={() => download(open)}>
          Save a copy
        </button>
      </div>
      <ul class="formulas">
        {formulas
          .filter(({ sheet: of }) => of === tab)
          .map((formula) => {
            const { kind, cell } = formula;
            const place = cellName(cell.row, cell.column);
            const action = kind === "ReportSave" ? "Save" : "Pull";
            return (
              <li key={place}>
                <button type="button" class="main" disabled={isRunning} onClick={() => onRun(formula)}>
                  {action} {place}
                </button>
                <code>={tab.formulaOf(cell)}</code>
                <span role="status">{outcomes.get(formula) ?? ""}</span>
              </li>
            );
          })}
      </ul>
      <Grid
        sheet={sheet}
        version={String(version)}
        firstRow={1}
        label={`Cells of ${tab.name}`}
        isWhole
        onChange={(row, column, text) => editTab(tab, row + 1, column + 1, text)}
      />
    </>
  );
}

/** Offers the file as it is now, under another name. */
function download({ name, workbook }: OpenWorkbook): void {
  const url = URL.createObjectURL(new Blob([workbook.write().slice()]));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/(\.\w+)?$/, " (pulled)$1");
  link.click();
  URL.revokeObjectURL(url);
}
