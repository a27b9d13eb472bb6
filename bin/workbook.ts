import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../local/command-line/fail.ts";
import { exampleWorkbook } from "../local/workbook/example-workbook.ts";

try {
  const file = join("docs", "example-workbook.xlsx");
  writeFileSync(join(import.meta.dirname, "..", file), await exampleWorkbook());
  console.log(`${file} is written.`);
} catch (error) {
  fail(error);
}
