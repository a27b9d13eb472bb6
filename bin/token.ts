import { join } from "node:path";
import { text } from "node:stream/consumers";
import { tokenReport } from "../lib/explain-token.ts";
import { fail } from "../local/fail.ts";
import { judgingEnvironment, tokenCommand } from "../local/token-command.ts";

try {
  const command = tokenCommand(process.argv.slice(2), process.env);
  if (command.explain === null) process.stdout.write(command.output);
  else {
    const token = (command.explain === "-" ? await text(process.stdin) : command.explain).trim();
    const environment = judgingEnvironment(token, process.env);
    const { output, accepted } = await tokenReport(join(import.meta.dirname, ".."), environment, token);
    process.stdout.write(output);
    if (!accepted) process.exitCode = 1;
  }
} catch (error) {
  fail(error);
}
