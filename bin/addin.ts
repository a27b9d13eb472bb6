import { addinCommand } from "../local/addin-command.ts";
import { fail } from "../local/fail.ts";

try {
  const { output, failed } = await addinCommand(process.argv.slice(2), process.env);
  process.stdout.write(output);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
