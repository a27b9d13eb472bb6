import { describe, expect, it } from "vitest";
import { readArguments } from "../../../local/command-line/arguments.ts";

const options = { param: { type: "string" }, "command-type": { type: "string" } } as const;
const read = (args: string[], environment: Record<string, string>) =>
  readArguments({ args, options }, environment).values;

describe("options that npm has taken, where no -- stood before them", () => {
  it.each([
    ["param", { npm_config_param: "Year=2026" }],
    ["command-type", { npm_config_command_type: "Text" }],
  ])("--%s is said to be", (name, environment) => {
    expect(() => read([], environment)).toThrow(
      `npm has taken the option --${name} for itself. Write -- before the command's options`,
    );
  });

  it("are none where the command has the option", () => {
    expect(read(["--param=a"], { npm_config_param: "b" })).toEqual({ param: "a" });
  });

  it("are none where npm's variables are others", () => {
    expect(read([], { npm_config_user_agent: "npm/11", npm_config_cache: "/c" })).toEqual({});
  });
});
