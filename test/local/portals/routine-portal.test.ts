import { expect, it } from "vitest";
import { routinePortal } from "../../../local/portals/routine-portal.ts";

const portal = (signature: string) =>
  routinePortal({ connection: "Sales", name: "interject.totals", signature });

it("says what calls the routine", () => {
  expect(portal("")).toEqual({ path: "/api/v1/sql", connection: "Sales", command: "interject.totals" });
});

// As the catalogue queries of lambdas/data/sql/engines/*/probe.ts answer.
it.each([
  [
    "PostgreSQL",
    "IN period date, OUT total numeric, IN \"Due, or not\" text DEFAULT 'a, (b'::text, IN n bigint DEFAULT NULL",
    [
      { name: "period", type: "date" },
      { name: "total", type: "decimal", direction: "output" },
      { name: "Due, or not", type: "nvarchar" },
      { name: "n", type: "bigint" },
    ],
  ],
  [
    "PostgreSQL, without modes",
    "open boolean, at timestamp with time zone, ids integer[]",
    [
      { name: "open", type: "boolean" },
      { name: "at", type: "datetime" },
      { name: "ids", type: "nvarchar" },
    ],
  ],
  [
    "MySQL",
    "IN p_amount decimal(10,2), INOUT p_total double, IN p_kind enum('a','b')",
    [
      { name: "p_amount", type: "decimal" },
      { name: "p_total", type: "float", direction: "output" },
      { name: "p_kind", type: "nvarchar" },
    ],
  ],
  [
    "SQL Server",
    "@CompanyName nvarchar, @Total money OUTPUT, @Day datetime2, @Open bit",
    [
      { name: "CompanyName", type: "nvarchar" },
      { name: "Total", type: "money", direction: "output" },
      { name: "Day", type: "datetime" },
      { name: "Open", type: "bit" },
    ],
  ],
])("reads the parameters as %s writes them", (_, signature, parameters) => {
  expect(portal(signature).parameters).toEqual(parameters);
});

it("lists the system parameters that the routine declares, and none that the token answers", () => {
  const { parameters, system } = portal(
    'IN interject_user_id text, INOUT "Interject_ReturnError" text, IN "Interject_XMLDataToSave" text',
  );
  expect(parameters).toBeUndefined();
  expect(system).toEqual(["Interject_RequestContext", "Interject_XMLDataToSave", "Interject_ReturnError"]);
});
