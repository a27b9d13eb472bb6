/** A name as T-SQL reads it whatever it holds: in brackets, a closing one doubled ("Database Identifiers"). */
export function quoted(name: string): string {
  return `[${name.replaceAll("]", "]]")}]`;
}
