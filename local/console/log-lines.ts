/** How many lines are kept: enough for the requests of one sitting, and little memory. */
const maxLines = 2_000;

/** The last lines that the functions have written, for the page to find those of one request. */
export interface LogLines {
  readonly add: (line: string) => void;
  /** The lines that bear the gateway's id of a request, in their order. */
  readonly of: (requestId: string) => readonly string[];
}

export function logLines(): LogLines {
  const lines: string[] = [];
  return {
    add(line) {
      lines.push(line);
      if (lines.length > maxLines) lines.shift();
    },
    of: (requestId) => (requestId === "" ? [] : lines.filter((line) => line.includes(requestId))),
  };
}
