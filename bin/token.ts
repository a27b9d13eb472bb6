import { join } from "node:path";
import { text } from "node:stream/consumers";
import { tokenReport } from "../lib/explain-token.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { judgingEnvironment, tokenCommand } from "../local/identity-provider/token-command.ts";

const directory = join(import.meta.dirname, "..");
try {
  const environment = withDotEnv(directory, process.env);
  const command = tokenCommand(process.argv.slice(2), environment);
  if (command.explain === null) process.stdout.write(command.output);
  else {
    const token = (command.explain === "-" ? await text(process.stdin) : command.explain).trim();
    const judging = judgingEnvironment(token, environment);
    const { output, accepted } = await tokenReport(directory, judging, token);
    process.stdout.write(output);
    if (!accepted) process.exitCode = 1;
  }
} catch (error) {
  fail(error);
}
