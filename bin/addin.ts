import { addinCommand } from "../local/addin-command.ts";
import { fail } from "../local/fail.ts";
import { print } from "../local/print.ts";

try {
  const { output, aside, failed } = await addinCommand(process.argv.slice(2), process.env);
  print(output);
  process.stderr.write(aside);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
