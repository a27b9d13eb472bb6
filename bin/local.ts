import { fail } from "../local/fail.ts";
import { serve } from "../local/serve.ts";

try {
  const end = await serve(process.env, console.log);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      end().then(() => process.exit(0), fail);
    });
  }
} catch (error) {
  fail(error);
}
