/** A data portal as Interject's portal site has it; all of them use one data connection, to this API. */
export interface DataPortal {
  /** Data Portal Code, by which a formula names it. */
  readonly code: string;
  readonly relativeUrl: string;
  /** Command Text, of command type stored procedure; none where the relative URL alone says what is meant. */
  readonly command?: string;
  /** Formula parameters, in the order of the formula's `Param`. */
  readonly parameters: readonly string[];
  /** Which of the formula parameters have the direction output. */
  readonly outputs?: readonly string[];
  /** System parameters, without their `Interject_`. */
  readonly system: readonly SystemParameter[];
}

type SystemParameter = "RequestContext" | "ReturnError" | "UserID" | "ClientID" | "LoginName" | "NTLogin";

const example = "/api/v1/example";
const sql = "/api/v1/sql";

/** The data portals that the formulas of the example workbook name. */
export const dataPortals: readonly DataPortal[] = [
  {
    code: "DataApi_Range",
    relativeUrl: `${example}/ReportRange`,
    parameters: ["NumberOfRows"],
    system: ["RequestContext"],
  },
  {
    code: "DataApi_Fixed",
    relativeUrl: `${example}/ReportFixed`,
    parameters: [],
    system: ["RequestContext"],
  },
  {
    code: "DataApi_Variable",
    relativeUrl: `${example}/ReportVariable`,
    parameters: [],
    system: ["RequestContext"],
  },
  { code: "DataApi_Names", relativeUrl: `${example}/RowDefName`, parameters: [], system: ["RequestContext"] },
  { code: "DataApi_Keys", relativeUrl: `${example}/RowDef`, parameters: [], system: ["RequestContext"] },
  {
    code: "DataApi_Lookup",
    relativeUrl: `${example}/ReportLookup`,
    parameters: [],
    system: ["RequestContext"],
  },
  { code: "DataApi_Save", relativeUrl: `${example}/ReportSave`, parameters: [], system: ["RequestContext"] },
  {
    code: "DataApi_Dropdown",
    relativeUrl: `${example}/jDropdown`,
    parameters: [],
    system: ["RequestContext"],
  },
  {
    code: "DataApi_Card",
    relativeUrl: sql,
    command: "reports.customer_card",
    parameters: ["customer_id"],
    system: [],
  },
  {
    code: "DataApi_Totals",
    relativeUrl: sql,
    command: "reports.period_totals",
    parameters: ["period", "total"],
    outputs: ["total"],
    system: ["ReturnError"],
  },
  {
    code: "DataApi_Customers",
    relativeUrl: sql,
    command: "[demo].[Northwind_Customers_Pull]",
    parameters: ["CompanyName", "ContactName", "CustomerID"],
    system: ["RequestContext"],
  },
  {
    code: "DataApi_CreditSave",
    relativeUrl: sql,
    command: "[demo].[Northwind_Credit_Save]",
    parameters: [],
    system: ["RequestContext", "ReturnError"],
  },
  {
    code: "DataApi_Parameters",
    relativeUrl: `${example}/DpParameters`,
    parameters: [],
    system: ["RequestContext", "UserID", "ClientID", "LoginName", "NTLogin"],
  },
];
