import { expect, test } from "vitest";
import { nearestName } from "../../lib/nearest-name.ts";

const names = ["dataMemoryMb", "dataNetwork", "clients", "tls"];

test.each([
  ["dataMemoryMB", "dataMemoryMb"],
  ["data_memory_mb", "dataMemoryMb"],
  ["client", "clients"],
  ["cleints", "clients"],
  ["tsl", null],
  ["tl", "tls"],
  ["password", null],
  ["", null],
])("the name nearest to %j is %j", (misspelt, name) => {
  expect(nearestName(misspelt, names)).toBe(name);
});
