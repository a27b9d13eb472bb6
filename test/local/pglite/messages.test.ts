import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { message } from "../../../local/pglite/messages.ts";
import { Incoming, WholeMessages } from "../../../local/pglite/pieces.ts";

const messages = fc.array(
  fc
    .tuple(fc.constantFrom("Q", "P", "D"), fc.uint8Array({ maxLength: 40 }))
    .map(([type, body]) => message(type, Buffer.from(body))),
  { maxLength: 12 },
);
/** The bytes cut at any places. */
const cut = (bytes: Buffer, sizes: readonly number[]) => {
  const chunks: Buffer[] = [];
  for (let at = 0, part = 0; at < bytes.length; part += 1) {
    const size = sizes[part % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });

describe("messages that arrive in any pieces", () => {
  it("are found as they were sent", () => {
    fc.assert(
      fc.property(messages, sizes, (sent, parts) => {
        const incoming = new Incoming();
        const found: Buffer[] = [];
        for (const chunk of cut(Buffer.concat(sent), parts)) {
          incoming.add(chunk);
          for (let one = incoming.next(); one !== null; one = incoming.next()) found.push(one);
        }
        expect(found).toEqual(sent);
      }),
    );
  });

  it("go on whole, and all of them", () => {
    fc.assert(
      fc.property(messages, sizes, (sent, parts) => {
        const whole = new WholeMessages();
        const ends = new Set(sent.map((_, at) => Buffer.concat(sent.slice(0, at + 1)).length));
        let length = 0;
        const out = cut(Buffer.concat(sent), parts).map((chunk) => {
          const part = whole.add(chunk);
          length += part.length;
          if (part.length > 0) expect(ends).toContain(length);
          return part;
        });
        expect(Buffer.concat(out)).toEqual(Buffer.concat(sent));
      }),
    );
  });

  it("are refused when their length cannot be", () => {
    const incoming = new Incoming();
    incoming.add(Buffer.from([0x51, 0xff, 0xff, 0xff, 0xff]));
    expect(() => incoming.next()).toThrow("A message has no possible length.");
    expect(() => incoming.first()).toThrow("This is not PostgreSQL's protocol.");
  });
});
