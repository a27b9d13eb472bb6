import { join } from "node:path";
import { localConnections } from "../lib/local-connections.ts";
import { carriedVariables } from "../local/command-line/carried.ts";
import { dotEnv, type Environment, withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { screen } from "../local/command-line/screen.ts";
import { restarted } from "../local/restart.ts";
import { serve } from "../local/serve.ts";

const directory = join(import.meta.dirname, "..");
/** Loaded when the console asks: the start needs none of it. */
const explain = async (environment: Environment, token: string) => {
  const { tokenReport } = await import("../lib/explain-token.ts");
  return (await tokenReport(directory, environment, token)).output;
};
const shown = screen(process.stdout, process.stderr);
try {
  const read = () => ({
    environment: withDotEnv(directory, process.env),
    own: localConnections(directory),
    carried: carriedVariables(process.env, dotEnv(directory), process.platform),
    explain,
  });
  const end = await restarted(directory, read, (files) => serve(files, shown), shown.print);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      end().then(() => process.exit(0), fail);
    });
  }
} catch (error) {
  fail(error);
}
