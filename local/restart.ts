import { join } from "node:path";
import { type StartFiles, serve } from "./serve.ts";
import { watchStartFiles } from "./watch.ts";

/**
 * `npm start`, which starts anew when `.env` or `local-connections.json` has changed: they say what else must
 * run, and where.
 * @param read what they say now
 * @returns a function that ends it
 * @throws what `serve` throws the first time; later a mistake is printed, and the next change tried
 */
export async function serveAndRestart(
  read: () => StartFiles,
  print: (line: string) => void,
): Promise<() => Promise<void>> {
  let end = await serve(read(), print);
  let turn = Promise.resolve();
  const unwatch = watchStartFiles(join(import.meta.dirname, ".."), () => {
    turn = turn.then(restart);
  });

  async function restart(): Promise<void> {
    print("Starting anew…");
    try {
      const files = read();
      await end();
      end = async () => {};
      end = await serve(files, print);
    } catch (error) {
      print(`${error instanceof Error ? error.message : error}\nNot started: mend this, and it starts.`);
    }
  }

  return async () => {
    await unwatch();
    await turn;
    await end();
  };
}
