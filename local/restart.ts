import { watchStartFiles } from "./watch.ts";

/** Ends what runs. */
type End = () => Promise<void>;

/**
 * Runs something that begins with `.env` and `local-connections.json`, and starts it anew when one of them
 * has changed: they say what must run, and where.
 * @param project the folder of the two files
 * @param read what they say now
 * @returns a function that ends it
 * @throws what `read` and `run` throw the first time; later that is printed, and the next change tried
 */
export async function restarted<Files>(
  project: string,
  read: () => Files,
  run: (files: Files) => Promise<End>,
  print: (line: string) => void,
): Promise<End> {
  let end = await run(read());
  let turn = Promise.resolve();
  const unwatch = watchStartFiles(project, () => {
    turn = turn.then(restart);
  });

  async function restart(): Promise<void> {
    print("Starting anew…");
    try {
      const files = read();
      await end();
      end = async () => {};
      end = await run(files);
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
