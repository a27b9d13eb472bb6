/**
 * A line of the data function's log about a request, in short: method, path, routine, status, rows, time and
 * who. Null for any other line.
 * @example "POST /api/v1/sql reports.customer_aging 200 200 rows 35 ms mary@example.com"
 */
export function requestLine(line: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null) return null;
  const fields = new Map(Object.entries(json));
  if (fields.get("message") !== "request") return null;
  const text = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const outcome = text("outcome");
  const parts = [
    text("method"),
    text("path"),
    text("routine"),
    text("status"),
    outcome === "answered" ? "" : outcome,
    `${text("rows")} rows`,
    `${text("totalMs")} ms`,
    text("user"),
  ];
  return parts.filter((part) => part !== "").join(" ");
}
