import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { hiddenLine } from "../../../local/secret/hidden-line.ts";

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const output = new PassThrough();
  const shown = () => String(output.read() ?? "");
  return { input, output, shown };
}

it("shows the question and nothing of what is typed", async () => {
  const { input, output, shown } = terminal();
  const line = hiddenLine("Password: ", input, output);
  for (const key of "se crets") input.write(key);
  input.write("\u007ft\r");
  expect(await line).toBe("se crett");
  expect(shown()).toBe("Password: \n");
});

it.each([
  ["Ctrl+C in a line", "begun\u0003"],
  ["Ctrl+D", "\u0004"],
])("is given nothing at %s", async (_, typed) => {
  const { input, output } = terminal();
  const line = hiddenLine("Password: ", input, output);
  input.write(typed);
  expect(await line).toBe("");
});

it("reads an input that is no terminal to its end, without the line's end", async () => {
  const input = new PassThrough();
  const { output, shown } = terminal();
  input.end("s e\u00e9 \r\n");
  expect(await hiddenLine("Password: ", input, output)).toBe("s e\u00e9 ");
  expect(shown()).toBe("");
});
