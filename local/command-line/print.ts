/** Writes to standard output. If the reader closes the pipe early, as `head` does, that is not an error. */
export function print(text: string): void {
  process.stdout.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  process.stdout.write(text);
}
