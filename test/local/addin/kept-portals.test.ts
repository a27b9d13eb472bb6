import { expect, it } from "vitest";
import { dataTypes as read } from "../../../lambdas/interject/request/request.ts";
import { keptPortals } from "../../../local/addin/command/kept-portals.ts";
import { dataTypes } from "../../../local/addin/request.ts";

it("numbers data types as the API does", () => {
  expect(dataTypes).toEqual(read);
});

it("finds a data portal by its code in lower case, with what its request needs", () => {
  const portals = keptPortals([
    {
      code: "My_Totals",
      path: "/api/v1/sql",
      command: { type: "StoredProcedure", text: "reports.period_totals", connection: "Demo" },
      timeoutSeconds: 30,
      parameters: [
        { name: "period", type: "date", isOutput: false },
        { name: "total", type: "money", isOutput: true },
      ],
      system: ["Interject_RequestContext", "Interject_ReturnError"],
    },
  ]);
  expect(portals.get("my_totals")).toEqual({
    path: "/api/v1/sql",
    command: {
      type: "StoredProcedure",
      text: "reports.period_totals",
      connection: "Demo",
      timeoutSeconds: 30,
    },
    parameters: ["period", "total"],
    outputs: ["total"],
    system: ["RequestContext", "ReturnError"],
    dataTypes: { period: 24, total: 15 },
  });
});
