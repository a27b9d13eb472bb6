import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { bundle } from "../../../../../../lib/bundle.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { decimalN } from "../../../../../support/tds/types.ts";
import { startTdsServer } from "../../../../../support/tds-server.ts";
import { serverAt } from "./signed-in.ts";

/** Prints the first cell that the bundled engine reads in a transaction, and what it fails with. */
const script = (server: unknown) => `
  const { sqlServer } = await import("./index.mjs");
  const session = await sqlServer.connect(${JSON.stringify(server)});
  await session.begin({ identity: new Map(), statementMs: 0 });
  try {
    for await (const { rows } of session.query("SELECT", []).tables)
      for await (const [[cell]] of rows) console.log(cell);
  } catch (error) {
    console.log(error.kind);
  }
  session.destroy();`;

/** The driver's readers that the engine replaces are to be those that the bundle holds. */
it("reads decimals exactly and sees a foreign commit in the bundle that is deployed, too", async () => {
  const directory = bundle({ entry: "lambdas/data/sql/engines/sqlserver/engine.ts" });
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const columns = [{ name: "exact", type: decimalN(38, 10) }];
  const server = await startTdsServer({
    answer: ({ kind }) =>
      kind === "rpc"
        ? [
            tokens.colMetadata(columns),
            tokens.row(columns, [10n ** 37n + 1n]),
            tokens.commitTransaction(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])),
            tokens.doneProc(),
          ]
        : null,
  });
  onTestFinished(() => server.close());
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", script(serverAt(server.port))],
    { cwd: directory },
  );
  expect(stdout).toBe("1000000000000000000000000000.0000000001\nended\n");
});
