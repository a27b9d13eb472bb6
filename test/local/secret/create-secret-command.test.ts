import { afterEach, beforeEach, expect, it } from "vitest";
import { addressOfText } from "../../../lambdas/data/sql/connection/secret-contents.ts";
import { createSecretCommand } from "../../../local/secret/create-secret-command.ts";
import { type SecretsManager, secretArn, startSecretsManager } from "../../support/secrets-manager.ts";

let manager: SecretsManager;
beforeEach(async () => {
  manager = await startSecretsManager();
});
afterEach(() => manager.close());

const password = 'pa"ss wörd\\';
const address = ["--engine", "mysql", "--host", "db.example.com", "--database", "sales", "--user", "api"];
const notes: string[] = [];

function run(words: readonly string[], given = password, asked: (string | undefined)[] = []) {
  return createSecretCommand(words, {
    place: async (environment) => {
      asked.push(environment);
      return { account: "123456789012", region: "eu-west-1" };
    },
    askPassword: async () => given,
    note: (line) => notes.push(line),
  });
}

it("makes a secret from which the data function reads what was given", async () => {
  await run(["interject/sales", ...address]);
  const text = manager.secrets.get(secretArn("interject/sales")) ?? "";
  expect(addressOfText(text, "The secret")).toEqual({
    host: "db.example.com",
    port: 3306,
    database: "sales",
    user: "api",
    password,
  });
});

it("prints the connection for the settings, and never the password", async () => {
  const output = await run(["interject/sales", ...address]);
  expect(JSON.parse(output.slice(output.indexOf("{")))).toEqual({
    name: "sales",
    engine: "mysql",
    secret: secretArn("interject/sales"),
  });
  expect(output + notes.join()).not.toContain("wörd");
});

it("says before it asks for the password where the secret will be", async () => {
  await run(["sales", ...address]);
  expect(notes.at(-1)).toBe("The secret sales in the account 123456789012, eu-west-1");
});

it("asks for the account of the environment that is named before the secret", async () => {
  const asked: (string | undefined)[] = [];
  await run(["prod", "sales", ...address], password, asked);
  await run(["other", ...address], password, asked);
  expect(asked).toEqual(["prod", undefined]);
});

it("leaves a secret that is there as it is, and does not quote what it was to hold", async () => {
  manager.secrets.set(secretArn("sales"), "old");
  const error = await run(["sales", ...address]).catch((thrown: unknown) => thrown);
  expect(error).toEqual(
    new Error(
      "There is a secret sales already, and it stays as it is: aws secretsmanager put-secret-value changes it.",
    ),
  );
  expect(manager.secrets.get(secretArn("sales"))).toBe("old");
});

it.each([
  [[], "Name the secret"],
  [["test", "prod", "sales", ...address], "Name the secret"],
  [["the sales", ...address], "the sales cannot be a secret's name"],
  [["sales"], "--engine is missing."],
  [["sales", ...address.slice(0, 6)], "--user is missing."],
  [["sales", ...address, "--engine", "oracle"], "--engine is postgres, mysql or sqlserver, and not oracle."],
  [["sales", ...address, "--port", "0"], "--port must be a number from 1 to 65535."],
  [["sales", ...address, "--password=x"], "There is no option --password."],
])("%j: refuses with a sentence, and asks AWS for nothing", async (words, sentence) => {
  await expect(run(words)).rejects.toThrow(sentence);
  expect(manager.asked).toEqual([]);
});

it("makes nothing without a password", async () => {
  await expect(run(["sales", ...address], "")).rejects.toThrow("No password was given.");
  expect(manager.asked).toEqual([]);
});
