import { join } from "node:path";
import { accountOf } from "../lib/deploy/account.ts";
import { inEnvironment } from "../lib/named-environment.ts";
import { loadSettings } from "../lib/setting-sources.ts";
import { fail } from "../local/command-line/fail.ts";
import { print } from "../local/command-line/print.ts";
import { createSecretCommand } from "../local/secret/create-secret-command.ts";
import { hiddenLine } from "../local/secret/hidden-line.ts";

const directory = join(import.meta.dirname, "..");
/** A first deployment's settings are not yet written: without an environment, the shell alone decides. */
const pinned = (environment: string | undefined) =>
  environment === undefined
    ? { account: null, region: null }
    : loadSettings(directory, inEnvironment(process.env, environment));
try {
  const output = await createSecretCommand(process.argv.slice(2), {
    place: async (environment) => accountOf(pinned(environment), process.env),
    askPassword: (question) => hiddenLine(question, process.stdin, process.stderr),
    note: (line) => process.stderr.write(`${line}\n`),
  });
  await print(output);
} catch (error) {
  fail(error);
}
