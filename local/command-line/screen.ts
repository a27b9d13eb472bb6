/** What a terminal is to this file: `process.stdout`, `process.stderr`. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** Where a command says what it does. */
export interface Screen {
  /** Prints a line. */
  readonly print: (line: string) => void;
  /**
   * Waits for `work`. In a terminal that takes longer than a second, a line says what goes on and for how
   * long; it is gone when the work is done.
   * @param detail asked each second for what else there is to say
   */
  readonly during: <T>(what: string, work: Promise<T>, detail?: () => string) => Promise<T>;
  /** Takes the line away until the next second, for text that does not go through `print`. */
  readonly clear: () => void;
}

/** Goes back to the line's begin, and erases the line (ECMA-48: CR, EL). */
const erase = "\r\u001B[K";

/**
 * @param output gets the lines
 * @param notes gets what goes on, where it is a terminal
 */
export function screen(output: Terminal, notes: Terminal): Screen {
  let shown = false;
  const clear = () => {
    if (shown) notes.write(erase);
    shown = false;
  };
  return {
    print(line) {
      clear();
      output.write(`${line}\n`);
    },
    async during(what, work, detail) {
      if (notes.isTTY !== true) return work;
      let seconds = 0;
      const timer = setInterval(() => {
        seconds++;
        const more = detail?.() ?? "";
        // Whatever else is printed begins at the line's begin too, and overwrites it.
        notes.write(`${erase}${what}: ${seconds} s${more === "" ? "" : `, ${more}`}\r`);
        shown = true;
      }, 1000);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        clear();
      }
    },
    clear,
  };
}
