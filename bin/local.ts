import { join } from "node:path";
import { tokenReport } from "../lib/explain-token.ts";
import { localConnections } from "../lib/local-connections.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { serve } from "../local/serve.ts";

const directory = join(import.meta.dirname, "..");
try {
  const environment = withDotEnv(directory, process.env);
  const end = await serve(environment, localConnections(directory), console.log, async (judging, token) => {
    const { output } = await tokenReport(directory, judging, token);
    return output;
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      end().then(() => process.exit(0), fail);
    });
  }
} catch (error) {
  fail(error);
}
