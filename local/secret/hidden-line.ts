import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { ReadStream } from "node:tty";

/**
 * Asks in a terminal for a line, and shows nothing of what is typed. Where the input is no terminal, it is
 * read to its end, so that a password manager can hand its answer over.
 * @param input in a terminal, puts each key through by itself, so that the terminal does not show it
 * @param output where the question is shown
 * @returns the line without its end; empty when the person gives up (Ctrl+C, Ctrl+D)
 */
export async function hiddenLine(
  question: string,
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY">>,
  output: NodeJS.WritableStream,
): Promise<string> {
  if (input.isTTY !== true) return (await text(input)).replace(/\r?\n$/, "");
  output.write(question);
  // Without an output, readline has nowhere to show the keys; `terminal` has it take them one by one.
  const lines = createInterface({ input, terminal: true, historySize: 0 });
  try {
    return await Promise.race([
      once(lines, "line").then(([line]) => String(line)),
      once(lines, "close").then(() => ""),
    ]);
  } finally {
    lines.close();
    output.write("\n");
  }
}
