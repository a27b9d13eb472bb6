/**
 * Writes to standard output, and waits until the reader has taken the text. If the reader closes the pipe
 * early, as `head` does, the command ends, because nobody reads what it would still say.
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null) => {
      process.stdout.off("error", settle);
      if (error?.code === "EPIPE") process.exit();
      else if (error) reject(error);
      else resolve();
    };
    process.stdout.once("error", settle);
    process.stdout.write(text, settle);
  });
}
