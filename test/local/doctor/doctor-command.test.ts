import { afterEach, expect, it, vi } from "vitest";
import { doctorCommand } from "../../../local/doctor/doctor-command.ts";

afterEach(() => vi.unstubAllEnvs());

it("has the synthesised function try the databases of this machine, and fails for one that nobody reaches", async () => {
  vi.stubEnv("INTERJECT_CLIENTS", "any");
  const connection = { name: "Sales", engine: "postgres", url: "postgres://api:x@127.0.0.1:1/sales" };
  const { output, failed } = await doctorCommand(
    [],
    [connection],
    { keySets: async () => [], deployed: () => ({ stackName: "Sales", region: null }) },
    () => {},
  );
  expect(output).toMatch(/^Connection Sales\n.*\n {2}ERROR +The database cannot be reached: .*ECONNREFUSED/);
  expect(output).toMatch(/1 errors, 0 warnings\.\n$/);
  expect(failed).toBe(true);
});

it("takes one environment, and neither two nor a stack beside it", async () => {
  const deployed = vi.fn<() => never>(() => {
    throw new Error("There is no environment prod.");
  });
  const keySets = async () => [];
  const run = (...words: string[]) => doctorCommand(words, [], { keySets, deployed }, () => {});
  await expect(run("prod")).rejects.toThrow("There is no environment prod.");
  expect(deployed).toHaveBeenCalledWith("prod");
  for (const words of [
    ["test", "prod"],
    ["prod", "--stack", "Sales"],
  ])
    await expect(run(...words)).rejects.toThrow("Name one environment, or one stack with --stack.");
});
