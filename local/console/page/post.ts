/**
 * Asks the console's own server.
 * @throws Error with the server's sentence
 */
export async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new Error(textIn(answer, "message") ?? response.statusText);
}

/** The text that a document has under a name. */
export function textIn(document: unknown, name: string): string | null {
  const value = typeof document === "object" && document !== null ? Reflect.get(document, name) : null;
  return typeof value === "string" ? value : null;
}
