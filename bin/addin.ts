import { join } from "node:path";
import { addinCommand } from "../local/addin/command/addin-command.ts";
import { withDotEnv } from "../local/command-line/environment.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { screen } from "../local/command-line/screen.ts";

const isTerminal = process.stdout.isTTY === true;
const { during, clear } = screen(process.stdout, process.stderr);
let written = 0;
const write = async (text: string) => {
  written += text.length;
  if (isTerminal) clear();
  await print(text);
};
try {
  const environment = withDotEnv(join(import.meta.dirname, ".."), process.env);
  const answered = addinCommand(process.argv.slice(2), environment, write, isTerminal);
  const { aside, failed } = await during("Waiting for the API", answered, () =>
    written === 0 ? "" : `${(written / 1_000_000).toFixed(1)} MB written`,
  );
  process.stderr.write(aside);
  if (failed) process.exitCode = 1;
} catch (error) {
  fail(error);
}
