import {
  CellStyleModule,
  type ColDef,
  ColumnAutoSizeModule,
  createGrid,
  type GridApi,
  InfiniteRowModelModule,
  RowStyleModule,
  ScrollApiModule,
  TextEditorModule,
  themeQuartz,
} from "ag-grid-community";
import { useEffect, useRef } from "preact/hooks";
import type { Cell } from "../../addin/response.ts";
import { type Sheet, type SheetRow, firstRow as tableRow } from "./sheet.ts";

interface GridProps {
  readonly sheet: Sheet;
  /** Grows while rows arrive, and changes with the cells: the grid draws again what it shows. */
  readonly version: string;
  readonly label: string;
  /** Whether all rows have come: the columns are made as wide as what is shown then. */
  readonly isWhole: boolean;
  /** Number of the first row; default that of a table in `npm run addin`. */
  readonly firstRow?: number;
  /** A cell has been edited; row and column count from 0. */
  readonly onChange: (row: number, column: number, text: string) => void;
}

/**
 * A table as a sheet. The rows stay in the page's own list: the grid asks for those that it shows, so that
 * 200,000 of them cost no more than a screenful.
 */
export function Grid({ sheet, version, label, isWhole, firstRow = tableRow, onChange }: GridProps) {
  const place = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<SheetRow> | null>(null);
  const rows = useRef(sheet.rows);
  const changed = useRef(onChange);
  rows.current = sheet.rows;
  changed.current = onChange;
  const names = sheet.columns.join("\n");

  useEffect(() => {
    if (place.current === null) return;
    const api = createGrid<SheetRow>(
      place.current,
      {
        theme,
        ...nonce(),
        columnDefs: [rowNumbers(firstRow), ...sheet.columns.map(columnOf)],
        defaultColDef: { editable: true, resizable: true, minWidth: 80, suppressMovable: true },
        rowModelType: "infinite",
        cacheBlockSize: 200,
        maxBlocksInCache: 20,
        infiniteInitialRowCount: rows.current.length,
        rowClassRules: { changed: ({ data }) => data?.isChanged === true },
        ensureDomOrder: true,
        suppressColumnVirtualisation: sheet.columns.length < 40,
        stopEditingWhenCellsLoseFocus: true,
        onCellValueChanged: ({ rowIndex, column, newValue }) =>
          changed.current(rowIndex ?? 0, Number(column.getColId()), String(newValue ?? "")),
        // Tab leaves the sheet, unless a cell is being edited: there may be a million of them.
        tabToNextCell: ({ editing, nextCellPosition }) => (editing ? (nextCellPosition ?? false) : false),
        datasource: {
          getRows: ({ startRow, endRow, successCallback }) =>
            successCallback(rows.current.slice(startRow, endRow), rows.current.length),
        },
      },
      { modules },
    );
    grid.current = api;
    place.current.querySelector("[role=grid],[role=treegrid]")?.setAttribute("aria-label", label);
    return () => {
      api.destroy();
      grid.current = null;
    };
  }, [names, sheet.rows, label, firstRow]);

  useEffect(() => {
    const api = grid.current;
    if (api === null) return;
    api.setRowCount(rows.current.length, true);
    api.refreshInfiniteCache();
  }, [version]);

  useEffect(() => {
    if (!isWhole) return;
    // Behind the drawing of the rows, which the grid puts off.
    const timer = setTimeout(() => grid.current?.autoSizeAllColumns({ defaultMaxWidth: maxWidth }), 100);
    return () => clearTimeout(timer);
  }, [isWhole, names, sheet.rows]);

  return <div class="grid" ref={place} />;
}

const modules = [
  InfiniteRowModelModule,
  TextEditorModule,
  CellStyleModule,
  RowStyleModule,
  ColumnAutoSizeModule,
  ScrollApiModule,
];

/** A column can be drawn wider by hand. */
const maxWidth = 320;

/** The page's own colours, light and dark. */
const theme = themeQuartz.withParams({
  accentColor: "var(--accent)",
  backgroundColor: "var(--paper)",
  borderColor: "var(--line)",
  browserColorScheme: "inherit",
  chromeBackgroundColor: "var(--shade)",
  foregroundColor: "var(--ink)",
  fontFamily: "inherit",
  fontSize: 13,
  headerTextColor: "var(--ink)",
  spacing: 5,
  wrapperBorderRadius: 4,
});

/** The style sheets that the grid adds need the page's nonce. */
function nonce(): { readonly styleNonce?: string } {
  const styleNonce = document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.content;
  return styleNonce === undefined ? {} : { styleNonce };
}

const rowNumbers = (firstRow: number): ColDef<SheetRow> => ({
  colId: "number",
  headerName: "#",
  editable: false,
  pinned: "left",
  width: 80,
  cellClass: "row-number",
  valueGetter: ({ node }) => (node?.rowIndex ?? 0) + firstRow,
});

function columnOf(name: string, at: number): ColDef<SheetRow, Cell> {
  return {
    colId: String(at),
    headerName: name,
    editable: name !== "Row",
    valueGetter: ({ data }) => data?.cells[at] ?? null,
    valueSetter({ data, newValue }) {
      const given = newValue ?? "";
      if (String(data.cells[at] ?? "") === String(given)) return false;
      data.cells[at] = given;
      data.isChanged = true;
      return true;
    },
    cellClassRules: {
      number: ({ value }) => typeof value === "number" || /^-?[\d.,]+$/.test(String(value ?? "")),
      wrong: ({ value }) =>
        name === "Status" && value !== null && !/^(saved|ok|success)/i.test(String(value)),
    },
  };
}
