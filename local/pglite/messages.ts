/**
 * PostgreSQL's wire protocol, version 3 (PostgreSQL's documentation, "Message Formats"), as far as the front
 * needs it: most messages are passed on unread. A message has one byte for its type, four bytes for its
 * length, which include these four, and a body. The first message of a connection has no type.
 */

/** Numbers in place of a protocol version, in a connection's first message. */
export const requests = { cancel: 80_877_102, tls: 80_877_103, gss: 80_877_104 } as const;

/** What a connection says of itself in its first message: `user`, `database`, settings by name. */
export function startupParameters(message: Buffer): ReadonlyMap<string, string> {
  const texts = message.toString("utf8", 8).split("\0");
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < texts.length && texts[index] !== ""; index += 2)
    pairs.push([texts[index] ?? "", texts[index + 1] ?? ""]);
  return new Map(pairs);
}

/** A message of the type with that body. */
export function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.allocUnsafe(5 + body.length);
  bytes.write(type, 0, "latin1");
  bytes.writeInt32BE(4 + body.length, 1);
  body.copy(bytes, 5);
  return bytes;
}

/** A simple query. The text may hold several statements. */
export function query(text: string): Buffer {
  return message("Q", Buffer.from(`${text}\0`));
}

/** @param status `I` idle, `T` in a transaction, `E` in a failed one */
export function readyForQuery(status: "I" | "T" | "E"): Buffer {
  return message("Z", Buffer.from(status));
}

/** @param code SQLSTATE */
export function errorResponse(severity: "ERROR" | "FATAL", code: string, text: string): Buffer {
  return message("E", Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${text}\0\0`));
}

/**
 * What a server says to a user that it lets in without a password: settings, a key to cancel by, and
 * that it is ready.
 */
export function welcome(settings: Readonly<Record<string, string>>, key: Buffer): Buffer {
  return Buffer.concat([
    message("R", Buffer.alloc(4)),
    ...Object.entries(settings).map(([name, value]) => message("S", Buffer.from(`${name}\0${value}\0`))),
    message("K", key),
    readyForQuery("I"),
  ]);
}

/** Answers a client that wants a later minor version: the server speaks 3.0. */
export function offerVersion3(): Buffer {
  return message("v", Buffer.alloc(8));
}

/** Code and sentence of the first error among whole messages; null if no message is an error. */
export function firstError(messages: Buffer): { readonly code: string; readonly text: string } | null {
  for (let at = 0; at + 5 <= messages.length; at += 1 + messages.readInt32BE(at + 1)) {
    if (messages[at] !== 0x45) continue;
    const fields = messages.toString("utf8", at + 5, at + 1 + messages.readInt32BE(at + 1)).split("\0");
    const field = (type: string) => fields.find((text) => text.startsWith(type))?.slice(1) ?? "";
    return { code: field("C"), text: field("M") };
  }
  return null;
}

/** A name or a value as SQL writes it, in quotation marks of that kind. */
export function quoted(text: string, mark: "'" | '"'): string {
  return mark + text.replaceAll(mark, mark + mark) + mark;
}
