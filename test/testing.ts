/**
 * What tests of your reports are written with: `import { pull } from "#testing"`.
 * `docs/reports.md` shows them.
 */
export { startDatabase } from "../local/demo/start-database.ts";
export { mary } from "./support/data-function.ts";
export { type PullOptions, pull, pullPublic, type SaveAnswer, type SheetRows, save } from "./support/pull.ts";
export { parseConnections } from "./support/settings.ts";
