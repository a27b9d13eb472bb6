/** Little-endian numbers and the counted texts of [MS-TDS] 2.2.5.1.2, written and read. */

export const u8 = (value: number) => Buffer.from([value]);
export const u16 = (value: number) => sized(2, (bytes) => bytes.writeUInt16LE(value));
export const u32 = (value: number) => sized(4, (bytes) => bytes.writeUInt32LE(value));
export const i32 = (value: number) => sized(4, (bytes) => bytes.writeInt32LE(value));
export const u64 = (value: bigint) => sized(8, (bytes) => bytes.writeBigUInt64LE(value));
export const i64 = (value: bigint) => sized(8, (bytes) => bytes.writeBigInt64LE(value));
export const uintOf = (value: bigint, length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn)));
export const ucs2 = (text: string) => Buffer.from(text, "utf16le");
/** B_VARCHAR: the count of characters in one byte. */
export const shortText = (text: string) => Buffer.concat([u8(text.length), ucs2(text)]);
/** US_VARCHAR: the count of characters in two bytes. */
export const longText = (text: string) => Buffer.concat([u16(text.length), ucs2(text)]);

function sized(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}

/** Reads on through a buffer. @throws RangeError at its end: the message is shorter than it says */
export interface ByteReader {
  readonly u8: () => number;
  readonly u16: () => number;
  readonly u32: () => number;
  readonly u64: () => bigint;
  readonly bytes: (length: number) => Buffer;
  readonly text: (characters: number) => string;
  readonly isAtEnd: () => boolean;
}

export function readBytes(buffer: Buffer): ByteReader {
  let at = 0;
  const bytes = (length: number) => {
    if (at + length > buffer.length) throw new RangeError(`the message ends ${length} bytes too early`);
    at += length;
    return buffer.subarray(at - length, at);
  };
  return {
    bytes,
    u8: () => bytes(1).readUInt8(),
    u16: () => bytes(2).readUInt16LE(),
    u32: () => bytes(4).readUInt32LE(),
    u64: () => bytes(8).readBigUInt64LE(),
    text: (characters) => bytes(2 * characters).toString("utf16le"),
    isAtEnd: () => at === buffer.length,
  };
}
