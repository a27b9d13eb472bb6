import { describe, expect, it } from "vitest";
import { heapArguments } from "../../../local/aws/heap-arguments.ts";

describe("the memory options that Lambda starts Node with", () => {
  it("are parts of the function's memory", () => {
    expect(heapArguments(1769)).toEqual(["--max-semi-space-size=88", "--max-old-space-size=1592"]);
    expect(heapArguments(512, "--enable-source-maps")).toEqual([
      "--max-semi-space-size=25",
      "--max-old-space-size=460",
    ]);
  });

  it.each([
    "--max-semi-space-size=16",
    "--max_old_space_size=300",
    "--enable-source-maps --max-old-space-size=1",
  ])("are left to a function that has %s", (nodeOptions) => {
    expect(heapArguments(512, nodeOptions)).toEqual([]);
  });
});
