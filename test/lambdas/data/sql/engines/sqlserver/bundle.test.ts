import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { bundle } from "../../../../../../lib/bundle.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { decimalN } from "../../../../../support/tds/types.ts";
import { startTdsServer } from "../../../../../support/tds-server.ts";
import { serverAt } from "./signed-in.ts";

/** Prints the first cell that the bundled engine reads. */
const script = (server: unknown) => `
  const { sqlServer } = await import("./index.mjs");
  const session = await sqlServer.connect(${JSON.stringify(server)});
  for await (const { rows } of session.query("SELECT", []).tables)
    for await (const [[cell]] of rows) console.log(cell);
  session.destroy();`;

it("reads decimals as exactly in the bundle that is deployed as from its sources", async () => {
  const directory = bundle("lambdas/data/sql/engines/sqlserver/engine.ts");
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const columns = [{ name: "exact", type: decimalN(38, 10) }];
  const server = await startTdsServer({
    answer: ({ kind }) =>
      kind === "rpc"
        ? [tokens.colMetadata(columns), tokens.row(columns, [10n ** 37n + 1n]), tokens.doneProc()]
        : null,
  });
  onTestFinished(() => server.close());
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", script(serverAt(server.port))],
    { cwd: directory },
  );
  expect(stdout).toBe("1000000000000000000000000000.0000000001\n");
});
