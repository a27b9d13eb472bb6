/** How a command came out, after all its output. */
export interface CommandResult {
  /** What does not belong to the output: for the error stream. */
  readonly aside: string;
  /** Whether the report failed. */
  readonly failed: boolean;
}

/** Takes the next piece of a command's output, and is waited for. */
export type Write = (text: string) => Promise<void>;
