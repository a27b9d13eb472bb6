import { i32, i64, longText, shortText, u8, u16, u32, u64, ucs2, uintOf } from "./bytes.ts";

/**
 * The data types as a server writes them: TYPE_INFO and TYPE_VARBYTE ([MS-TDS] 2.2.5.4, 2.2.5.5, 2.2.5.6).
 */
export interface TdsType<Value> {
  readonly info: Buffer;
  /** The value behind its length; null where the type allows it. */
  readonly value: (value: Value) => Buffer;
}

/** Latin1_General, code page 1252 ([MS-TDS] 2.2.5.1.2, COLLATION). */
export const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

/** Types whose values stand behind one byte of length, 0 for null. */
function byteLength<Value>(info: Buffer, bytes: (value: Value) => Buffer): TdsType<Value | null> {
  return {
    info,
    value: (value) => {
      if (value === null) return u8(0);
      const data = bytes(value);
      return Buffer.concat([u8(data.length), data]);
    },
  };
}

const intBytes: Readonly<Record<1 | 2 | 4 | 8, (value: number | bigint) => Buffer>> = {
  1: (value) => u8(Number(value)),
  2: (value) => i32(Number(value)).subarray(0, 2),
  4: (value) => i32(Number(value)),
  8: (value) => i64(BigInt(value)),
};

export const intN = (length: 1 | 2 | 4 | 8) =>
  byteLength(Buffer.from([0x26, length]), (value: number | bigint) => intBytes[length](value));
export const bitN = byteLength(Buffer.from([0x68, 1]), (value: boolean) => u8(value ? 1 : 0));
export const floatN = (length: 4 | 8) =>
  byteLength(Buffer.from([0x6d, length]), (value: number) => {
    const bytes = Buffer.alloc(length);
    if (length === 4) bytes.writeFloatLE(value);
    else bytes.writeDoubleLE(value);
    return bytes;
  });
/** INT4TYPE and INT8TYPE: what a column that cannot be null is. */
export const int4: TdsType<number> = { info: u8(0x38), value: i32 };
export const int8: TdsType<bigint> = { info: u8(0x7f), value: i64 };

/** Units of ten-thousandths, the higher half first ([MS-TDS] 2.2.5.5.1.4). */
function moneyBytes(units: bigint, length: 4 | 8): Buffer {
  if (length === 4) return i32(Number(units));
  return Buffer.concat([i32(Number(units >> 32n)), u32(Number(units & 0xffff_ffffn))]);
}
export const moneyN = (length: 4 | 8) =>
  byteLength(Buffer.from([0x6e, length]), (units: bigint) => moneyBytes(units, length));
export const money8: TdsType<bigint> = { info: u8(0x3c), value: (units) => moneyBytes(units, 8) };

/** How long a magnitude is by its precision ([MS-TDS] 2.2.5.5.1.6). */
function magnitudeLength(precision: number): number {
  return [9, 19, 28].filter((limit) => precision > limit).length * 4 + 4;
}
const decimalBytes = (units: bigint, precision: number) =>
  Buffer.concat([u8(units < 0n ? 0 : 1), uintOf(units < 0n ? -units : units, magnitudeLength(precision))]);
/** Values are given in units of the last decimal. */
export const decimalN = (precision: number, scale: number) =>
  byteLength(Buffer.from([0x6a, magnitudeLength(precision) + 1, precision, scale]), (units: bigint) =>
    decimalBytes(units, precision),
  );

/** Days since 1900-01-01 and three-hundredths of a second since midnight. */
export const dateTimeN = byteLength(Buffer.from([0x6f, 8]), ([days, ticks]: readonly [number, number]) =>
  Buffer.concat([i32(days), u32(ticks)]),
);
/** Days since 1900-01-01 and minutes since midnight. */
export const smallDateTimeN = byteLength(
  Buffer.from([0x6f, 4]),
  ([days, minutes]: readonly [number, number]) => Buffer.concat([u16(days), u16(minutes)]),
);

const timeLength = (scale: number) => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5);
/** Days since 0001-01-01. */
export const dateN = byteLength(u8(0x28), (days: number) => uintOf(BigInt(days), 3));
/** Units of the last decimal of a second since midnight. */
export const timeN = (scale: number) =>
  byteLength(Buffer.from([0x29, scale]), (units: bigint) => uintOf(units, timeLength(scale)));
export const dateTime2N = (scale: number) =>
  byteLength(Buffer.from([0x2a, scale]), ([days, units]: readonly [number, bigint]) =>
    Buffer.concat([uintOf(units, timeLength(scale)), uintOf(BigInt(days), 3)]),
  );
/** In UTC, with the zone's minutes behind it. */
export const dateTimeOffsetN = (scale: number) =>
  byteLength(Buffer.from([0x2b, scale]), ([days, units, zone]: readonly [number, bigint, number]) =>
    Buffer.concat([uintOf(units, timeLength(scale)), uintOf(BigInt(days), 3), i32(zone).subarray(0, 2)]),
  );
/** Sixteen bytes, the first three groups lowest byte first. */
export const guid = byteLength(Buffer.from([0x24, 16]), (bytes: Buffer) => bytes);

/** Types whose values stand behind two bytes of length, 0xFFFF for null. */
function shortLength<Value>(info: Buffer, bytes: (value: Value) => Buffer): TdsType<Value | null> {
  return {
    info,
    value: (value) => {
      if (value === null) return u16(0xffff);
      const data = bytes(value);
      return Buffer.concat([u16(data.length), data]);
    },
  };
}
export const nvarchar = (characters: number) =>
  shortLength(Buffer.concat([u8(0xe7), u16(2 * characters), collation]), ucs2);
export const nchar = (characters: number) =>
  shortLength(Buffer.concat([u8(0xef), u16(2 * characters), collation]), (text: string) =>
    ucs2(text.padEnd(characters)),
  );
export const varchar = (bytes: number) =>
  shortLength(Buffer.concat([u8(0xa7), u16(bytes), collation]), (text: string) =>
    Buffer.from(text, "latin1"),
  );
export const varbinary = (bytes: number) =>
  shortLength(Buffer.concat([u8(0xa5), u16(bytes)]), (data: Buffer) => data);

/**
 * Partially length-prefixed: a total that may be unknown, then chunks up to an empty one
 * ([MS-TDS] 2.2.5.2.3).
 */
function chunked<Value>(info: Buffer, bytes: (value: Value) => Buffer): TdsType<Value | null> {
  return {
    info,
    value: (value) => {
      if (value === null) return u64(0xffff_ffff_ffff_ffffn);
      const data = bytes(value);
      const middle = Math.floor(data.length / 2);
      const chunks = [data.subarray(0, middle), data.subarray(middle)].filter(({ length }) => length > 0);
      return Buffer.concat([
        u64(0xffff_ffff_ffff_fffen),
        ...chunks.flatMap((chunk) => [u32(chunk.length), chunk]),
        u32(0),
      ]);
    },
  };
}
export const nvarcharMax = chunked(Buffer.concat([u8(0xe7), u16(0xffff), collation]), ucs2);
export const varcharMax = chunked(Buffer.concat([u8(0xa7), u16(0xffff), collation]), (text: string) =>
  Buffer.from(text, "latin1"),
);
export const varbinaryMax = chunked(Buffer.concat([u8(0xa5), u16(0xffff)]), (data: Buffer) => data);
export const xml = chunked(Buffer.from([0xf1, 0]), ucs2);
/** A type of the common language runtime, such as geography ([MS-TDS] 2.2.5.5.2). */
export const udt = chunked(
  Buffer.concat([
    u8(0xf0),
    u16(0xffff),
    shortText(""),
    shortText("sys"),
    shortText("geography"),
    longText("x"),
  ]),
  (data: Buffer) => data,
);

/** Long values as they once were: a pointer and a time stamp stand before the value ([MS-TDS] 2.2.7.20). */
function pointed<Value>(
  info: Buffer,
  bytes: (value: Value) => Buffer,
): TdsType<Value | null> & { long: true } {
  return {
    long: true,
    info,
    value: (value) => {
      if (value === null) return u8(0);
      const data = bytes(value);
      return Buffer.concat([u8(16), Buffer.alloc(16, 1), Buffer.alloc(8, 2), u32(data.length), data]);
    },
  };
}
export const ntext = pointed(Buffer.concat([u8(0x63), u32(0x7fff_ffff), collation]), ucs2);
export const image = pointed(Buffer.concat([u8(0x22), u32(0x7fff_ffff)]), (data: Buffer) => data);

/** A value that brings its type along ([MS-TDS] 2.2.5.5.4): the base type, its properties, its bytes. */
export const variant: TdsType<{ type: number; properties: Buffer; data: Buffer } | null> = {
  info: Buffer.concat([u8(0x62), u32(8009)]),
  value: (value) => {
    if (value === null) return u32(0);
    const { type, properties, data } = value;
    const body = Buffer.concat([u8(type), u8(properties.length), properties, data]);
    return Buffer.concat([u32(body.length), body]);
  },
};
