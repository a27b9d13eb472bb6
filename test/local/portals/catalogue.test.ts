import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startDatabase } from "../../../local/demo/start-database.ts";
import { catalogue } from "../../../local/portals/catalogue.ts";
import { routinePortal } from "../../../local/portals/routine-portal.ts";

it("finds the routines of the demo database, with parameters that a data portal can send", async () => {
  const folder = mkdtempSync(join(tmpdir(), "catalogue-"));
  const database = await startDatabase({ folder, port: 0, log: () => {} });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  const { routines, errors } = await catalogue({ DATABASE_URL: database.url }, null);
  expect(errors).toEqual([]);
  const totals = routines.find(({ name }) => name === "reports.period_totals");
  expect(totals && routinePortal(totals)).toEqual({
    path: "/api/v1/sql",
    connection: "Demo",
    command: "reports.period_totals",
    parameters: [
      { name: "period", type: "date" },
      { name: "total", type: "decimal", direction: "output" },
    ],
    system: ["Interject_RequestContext", "Interject_ReturnError"],
  });
}, 60_000);
