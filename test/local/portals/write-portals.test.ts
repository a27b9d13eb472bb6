import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { PortalFile } from "../../../local/portals/portal-file.ts";
import { writePortalFile } from "../../../local/portals/write-portals.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const path = "/api/v1/sql";
const row = { CustomerID: "ALDER", CreditLimit: "5000", AccountFreeze: "", AccountNotes: "" };
const portals: PortalFile = {
  A: { path, parameters: [], example: {} },
  B: { path, parameters: [{ name: "a" }, { name: "b" }], example: { parameters: { a: "1", b: "2" } } },
  C: {
    path,
    parameters: [
      { name: "a", type: "date" },
      { name: "b", type: "bit" },
    ],
    example: { save: [row] },
  },
  D: {
    path,
    example: {
      parameters: { a: "1" },
      save: [
        { Row: "1", A: "2" },
        { A: "3", B: "4" },
      ],
    },
  },
  E: { path, example: { save: [{ A: "x".repeat(60), B: "y".repeat(60) }] } },
  F: { path, system: ["Interject_RequestContext", "Interject_ReturnError", "Interject_XMLDataToSave"] },
};

it("lays a file out as the formatter does", () => {
  const folder = mkdtempSync(join(tmpdir(), "portals-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writePortalFile(folder, "portals.json", portals);
  const written = readFileSync(join(folder, "portals.json"), "utf8");
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  const words = [biome, "format", "--stdin-file-path=portals.json"];
  const formatted = execFileSync(process.execPath, words, { cwd: root, input: written, encoding: "utf8" });
  expect(written).toBe(formatted);
  expect(JSON.parse(written)).toEqual(portals);
});
