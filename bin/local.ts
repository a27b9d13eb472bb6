import { join } from "node:path";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { serve } from "../local/serve.ts";

try {
  const end = await serve(withDotEnv(join(import.meta.dirname, ".."), process.env), console.log);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      end().then(() => process.exit(0), fail);
    });
  }
} catch (error) {
  fail(error);
}
