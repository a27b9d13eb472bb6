/**
 * What tests of your reports are written with: `import { pull } from "#testing"`.
 * `docs/reports.md` shows them.
 */
export { startDatabase } from "../local/demo/start-database.ts";
export { mary } from "./support/data-function.ts";
export { type PullOptions, pull } from "./support/pull.ts";
