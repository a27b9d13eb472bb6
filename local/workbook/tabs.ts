/** What a cell can hold; a blank one is null. */
export type CellValue = string | number | null;

/** A formula of Interject's, and what the API answers to it. */
export interface ReportFormula {
  /** `Pull` or `Save`, as the Addin's buttons are called. */
  readonly action: "Pull" | "Save";
  /** As Excel stores it: functions of an add-in carry `_xll.`. */
  readonly formula: string;
  /** Rows that the API answers, in the result set that the formula takes. */
  readonly rows: number;
}

/** A tab of the example workbook. `sheet.ts` says which rows of the sheet its parts stand in. */
export interface Tab {
  readonly name: string;
  readonly notes: readonly string[];
  /** Names of columns from column B on, by the row of the sheet (2 to 4, and 6 for the results of a save). */
  readonly definitions: Readonly<Record<number, readonly CellValue[]>>;
  readonly formulas: readonly ReportFormula[];
  /** Labels in column C with the values in column D, from row 15 on. */
  readonly parameters?: readonly (readonly [label: string, value: CellValue])[];
  /** Headings of the report area, from column B of row 19 on. */
  readonly headings: readonly string[];
  /** What stands in the report area before a pull, such as row definitions; from column B of row 20 on. */
  readonly report?: readonly (readonly CellValue[])[];
}

const amounts = ["MTD", "QTD", "YTD"];
const needsDemo = "It needs the demo database of npm start.";

/** The tabs of the example workbook: one for each formula, and for each way to use it that differs. */
export const tabs: readonly Tab[] = [
  {
    name: "ReportRange",
    notes: ["Rows are inserted below the headings, with the columns that row 2 names."],
    definitions: { 2: ["div", "acct", ...amounts] },
    formulas: [
      { action: "Pull", formula: '_xll.ReportRange("DataApi_Range",20:21,2:2,,_xll.Param(D15))', rows: 3 },
    ],
    parameters: [["Number of rows:", 3]],
    headings: ["Division", "Account", ...amounts],
  },
  {
    name: "ReportFixed",
    notes: ["The rows stay where they are: each is filled by its division and account."],
    definitions: { 2: ["div", "acct", ...amounts] },
    formulas: [{ action: "Pull", formula: '_xll.ReportFixed("DataApi_Fixed",B20:C23,2:2)', rows: 4 }],
    headings: ["Division", "Account", ...amounts],
    report: [
      [701, 3339],
      [701, 3340],
      [702, 3339],
      [702, 3340],
    ],
  },
  {
    name: "ReportVariable",
    notes: [
      "Each division grows to its accounts. The API answers 15 rows; the 3 of division 705 find no place here,",
      "and division 704 gets none.",
    ],
    definitions: { 2: ["div", "acct", ...amounts] },
    formulas: [{ action: "Pull", formula: '_xll.ReportVariable("DataApi_Variable",B20:B28,2:2)', rows: 15 }],
    headings: ["Division", "Account", ...amounts],
    report: [[null], [701], [null], [702], [null], [703], [null], [704], [null]],
  },
  {
    name: "ReportVariable, two keys",
    notes: ["A group for each division and location. The rows of division 703 and 705 find no place here."],
    definitions: { 2: ["div", "loc", "acct", ...amounts] },
    formulas: [
      { action: "Pull", formula: '_xll.ReportVariable("DataApi_Variable",B20:C26,2:2,,,,,TRUE)', rows: 15 },
    ],
    headings: ["Division", "Location", "Account", ...amounts],
    report: [[null], [701, 123], [null], [701, 124], [null], [702, 223], [null]],
  },
  {
    name: "RowDef",
    notes: [
      "The answer's column RowDefName holds the row definition's own text. A definition may list several",
      "divisions with | between them.",
    ],
    definitions: { 2: [null, "loc", "acct", ...amounts] },
    formulas: [
      { action: "Pull", formula: '_xll.ReportVariable("DataApi_Keys",B20:B24,2:2,,,,,TRUE)', rows: 10 },
    ],
    headings: ["Division", "Location", "Account", ...amounts],
    report: [[null], ["701|702"], [null], [703], [null]],
  },
  {
    name: "RowDefName",
    notes: [
      "The answer's column RowDefName holds the Addin's own names of the three groups: R00001, R00002, R00003.",
    ],
    definitions: { 2: ["div", "acct", "loc", ...amounts] },
    formulas: [
      { action: "Pull", formula: '_xll.ReportVariable("DataApi_Names",B20:C26,2:2,,,,,TRUE)', rows: 15 },
    ],
    headings: ["Division", "Account", "Location", ...amounts],
    report: [[null], ["First group"], [null], ["Second group"], [null], ["Third group"], [null]],
  },
  {
    name: "ReportLookup",
    notes: ["One value, in C20."],
    definitions: { 2: ["YTD"] },
    formulas: [{ action: "Pull", formula: '_xll.ReportLookup("DataApi_Lookup",C20,B2)', rows: 1 }],
    headings: [],
    report: [["Year to date:"]],
  },
  {
    name: "ReportSave",
    notes: [
      "A save sends the columns of row 4 for each row with a division. The example stores nothing: it answers",
      "a status for each row.",
    ],
    definitions: { 4: ["div", "acct", "Notes"], 6: [null, null, null, "Status"] },
    formulas: [{ action: "Save", formula: '_xll.ReportSave("DataApi_Save",B20:B23,4:4,6:6)', rows: 3 }],
    headings: ["Division", "Account", "Notes", "Status"],
    report: [
      [701, 3333, "Checked & agreed"],
      [701, 3334, null],
      [702, 3333, "Ask Mary"],
    ],
  },
  {
    name: "jDropdown",
    notes: ["A list to choose the company from, for D15."],
    definitions: {},
    formulas: [
      { action: "Pull", formula: '_xll.jDropdown("DataApi_Dropdown",,,D15,"CompanyName")', rows: 5 },
    ],
    parameters: [["Company:", null]],
    headings: [],
  },
  {
    name: "Several result sets",
    notes: [
      "One request brings a customer, the orders and the invoices; jDataPortal takes one of them by its number.",
      needsDemo,
    ],
    definitions: {
      2: ["CustomerID", "Company", "City", "CreditLimit"],
      3: ["Order", "Date", "Amount"],
      4: ["Invoice", "Date", "Due", "Amount"],
    },
    formulas: [
      {
        action: "Pull",
        formula: '_xll.ReportRange(_xll.jDataPortal("DataApi_Card",1),20:21,2:2,,_xll.Param(D15))',
        rows: 1,
      },
      {
        action: "Pull",
        formula: '_xll.ReportRange(_xll.jDataPortal("DataApi_Card",2),23:24,3:3,,_xll.Param(D15))',
        rows: 10,
      },
      {
        action: "Pull",
        formula: '_xll.ReportRange(_xll.jDataPortal("DataApi_Card",3),26:27,4:4,,_xll.Param(D15))',
        rows: 8,
      },
    ],
    parameters: [["Customer ID:", "HAR001"]],
    headings: ["Customer", "Company", "City", "Credit limit"],
    report: [[], [], ["Order", "Date", "Amount"], [], [], ["Invoice", "Date", "Due", "Amount"]],
  },
  {
    name: "Output parameters",
    notes: ["A pull writes the ledger's total of the month, -11252.19, into D16.", needsDemo],
    definitions: {},
    formulas: [
      { action: "Pull", formula: '_xll.ReportRange("DataApi_Totals",20:21,,,_xll.Param(D15,D16))', rows: 0 },
    ],
    parameters: [
      ["Month:", "2026-06-01"],
      ["Total (output):", null],
    ],
    headings: [],
  },
  {
    name: "SQL",
    notes: [
      "A stored procedure without code: customers with what they owe. A save changes their credit.",
      needsDemo,
    ],
    definitions: {
      2: [
        "CustomerID",
        "CompanyName",
        "ContactName",
        "Phone",
        "Current",
        "30Days",
        "60Days",
        "90Days",
        "CreditLimit",
        "AccountFreeze",
        "AccountNotes",
        "[clear]",
      ],
      4: ["CustomerID", ...Array<null>(7).fill(null), "CreditLimit", "AccountFreeze", "AccountNotes"],
      6: [...Array<null>(11).fill(null), "MessageToUser"],
    },
    formulas: [
      {
        action: "Pull",
        formula: '_xll.ReportRange("DataApi_Customers",20:22,2:2,,_xll.Param(D15,D16,D17),TRUE)',
        rows: 4,
      },
      { action: "Save", formula: '_xll.ReportSave("DataApi_CreditSave",B20:B22,4:4,6:6)', rows: 2 },
    ],
    parameters: [
      ["Company name:", "Market"],
      ["Contact name:", null],
      ["Customer ID:", null],
    ],
    headings: [
      "Customer",
      "Company",
      "Contact",
      "Phone",
      "Current",
      "30 days",
      "60 days",
      "90 days",
      "Credit limit",
      "Frozen",
      "Notes",
      "Message",
    ],
    report: [
      ["ALDER", ...Array<null>(7).fill(null), 5500, null, "Calls on Mondays"],
      ["JUNIP", ...Array<null>(7).fill(null), 7250.5, "Yes", null],
    ],
  },
  {
    name: "Parameters",
    notes: ["What the Addin sends beside a formula's own parameters."],
    definitions: { 2: ["Parameter", "Value"] },
    formulas: [{ action: "Pull", formula: '_xll.ReportRange("DataApi_Parameters",20:21,2:2)', rows: 28 }],
    headings: ["Parameter", "Value"],
  },
];
