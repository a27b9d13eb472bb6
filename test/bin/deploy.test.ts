import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const door = join(import.meta.dirname, "../../bin/deploy.ts");

it("ends with one sentence where AWS must not even be asked", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [door, "deploy", "prod"], {
    encoding: "utf8",
    env: { ...process.env, INTERJECT_CLIENTS: '["ACME"]' },
  });
  expect(stderr).toMatch(/^There is no environment prod in .*, which has none\.\n$/);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});
