import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "reports/**/*.test.ts"],
    // The end-to-end tests synthesise the stack and start its functions; two cores are shared by all.
    // Many of them wait for servers and time limits more than they compute.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: {
      LOG_LEVEL: "SILENT",
      // The settings of this copy's users may be anything, and are not what is tested.
      INTERJECT_SETTINGS_FILE: join(import.meta.dirname, "test/support/no-settings.json"),
    },
    coverage: {
      include: ["lambdas/**/*.ts", "lib/**/*.ts"],
      thresholds: {
        "lambdas/interject/**": { statements: 95, branches: 90 },
        "lambdas/authorizer/**": { statements: 95, branches: 90 },
      },
    },
  },
});
