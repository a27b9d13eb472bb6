import type { Tab } from "./tab.ts";

const needsDemo = "It needs the demo database of npm start.";

/** Tabs on the demo database: what a stored procedure can do for a formula. */
export const demoTabs: readonly Tab[] = [
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
];
