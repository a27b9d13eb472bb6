import type { Tab } from "./tab.ts";

const amounts = ["MTD", "QTD", "YTD"];

/** Tabs on the example endpoints: one for each formula, and for each way to use it that differs. */
export const exampleTabs: readonly Tab[] = [
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
      { action: "Pull", formula: '_xll.ReportVariable("DataApi_Names",B20:B26,2:2,,,,,TRUE)', rows: 15 },
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
    name: "Parameters",
    notes: ["What the Addin sends beside a formula's own parameters."],
    definitions: { 2: ["Parameter", "Value"] },
    formulas: [{ action: "Pull", formula: '_xll.ReportRange("DataApi_Parameters",20:21,2:2)', rows: 28 }],
    headings: ["Parameter", "Value"],
  },
];
