import { i32, longText, shortText, u8, u16, u32, u64 } from "./bytes.ts";
import { collation, type TdsType } from "./types.ts";

/** The tokens that a server answers with ([MS-TDS] 2.2.7). */

/** A column with its type; its values are not checked against the type, for a test's row mixes them. */
export interface TdsColumn {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a row's values are as many types as it has columns
  readonly type: TdsType<any> & { readonly long?: true };
}

/**
 * 2.2.7.4: each column as user type, flags (it may be null), type and name; a text or image has a table's
 * name before that.
 */
export function colMetadata(columns: readonly TdsColumn[]): Buffer {
  return Buffer.concat([
    u8(0x81),
    u16(columns.length),
    ...columns.flatMap(({ name, type }) => [
      u32(0),
      u16(0x0001),
      type.info,
      ...(type.long ? [u8(1), longText("t")] : []),
      shortText(name),
    ]),
  ]);
}

/** 2.2.7.20 */
export function row(columns: readonly TdsColumn[], values: readonly unknown[]): Buffer {
  return Buffer.concat([u8(0xd1), ...columns.map(({ type }, index) => type.value(values[index]))]);
}

/** 2.2.7.15: one bit a column says that it is null, and nothing else is sent of it. */
export function nbcRow(columns: readonly TdsColumn[], values: readonly unknown[]): Buffer {
  const nulls = Buffer.alloc(Math.ceil(columns.length / 8));
  for (const [index, value] of values.entries())
    if (value === null) nulls[index >> 3] = (nulls[index >> 3] ?? 0) | (1 << (index & 7));
  const present = columns.flatMap(({ type }, index) =>
    values[index] === null ? [] : [type.value(values[index])],
  );
  return Buffer.concat([u8(0xd2), nulls, ...present]);
}

/** Bits of a DONE's status (2.2.7.6). */
const status = { more: 0x01, error: 0x02, count: 0x10, attention: 0x20 };
export interface Done {
  readonly more?: boolean;
  readonly error?: boolean;
  readonly attention?: boolean;
  readonly count?: number;
}
function doneToken(token: number, { more, error, attention, count }: Done): Buffer {
  const bits =
    (more ? status.more : 0) |
    (error ? status.error : 0) |
    (attention ? status.attention : 0) |
    (count === undefined ? 0 : status.count);
  return Buffer.concat([u8(token), u16(bits), u16(0), u64(BigInt(count ?? 0))]);
}
export const done = (end: Done = {}) => doneToken(0xfd, end);
export const doneProc = (end: Done = {}) => doneToken(0xfe, end);
export const doneInProc = (end: Done = {}) => doneToken(0xff, { more: true, ...end });

/** 2.2.7.10 and 2.2.7.13: number, state, class, text, server, procedure, line. */
function message(token: number, number: number, severity: number, text: string): Buffer {
  const body = Buffer.concat([
    i32(number),
    u8(1),
    u8(severity),
    longText(text),
    shortText("server"),
    shortText("proc"),
    u32(7),
  ]);
  return Buffer.concat([u8(token), u16(body.length), body]);
}
export const error = (number: number, text: string, severity = 16) => message(0xaa, number, severity, text);
export const info = (number: number, text: string, severity = 0) => message(0xab, number, severity, text);

/** 2.2.7.18 */
export const returnStatus = (value: number) => Buffer.concat([u8(0x79), i32(value)]);

/** 2.2.7.19: ordinal, name, status (an output parameter), user type, flags, type and value. */
export function returnValue(ordinal: number, { name, type }: TdsColumn, value: unknown): Buffer {
  return Buffer.concat([
    u8(0xac),
    u16(ordinal),
    shortText(name),
    u8(1),
    u32(0),
    u16(0),
    type.info,
    type.value(value),
  ]);
}

/** 2.2.7.9: what changed, to what, from what. */
function envChange(type: number, to: Buffer, from: Buffer): Buffer {
  const body = Buffer.concat([u8(type), to, from]);
  return Buffer.concat([u8(0xe3), u16(body.length), body]);
}
const counted = (bytes: Buffer) => Buffer.concat([u8(bytes.length), bytes]);
const none = u8(0);
export const beginTransaction = (descriptor: Buffer) => envChange(8, counted(descriptor), none);
export const commitTransaction = (descriptor: Buffer) => envChange(9, none, counted(descriptor));
export const rollbackTransaction = (descriptor: Buffer) => envChange(10, none, counted(descriptor));
export const resetAcknowledged = () => envChange(18, none, none);

/** 2.2.7.11: the feature FEDAUTH is acknowledged, with nothing to add. */
export function accessTokenAccepted(): Buffer {
  return Buffer.concat([u8(0xae), u8(0x02), u32(0), u8(0xff)]);
}

/** What a server says to a login that it accepts: collation, packet size, LOGINACK (2.2.7.14) of TDS 7.4. */
export function loginAccepted(packetSize: number): Buffer {
  const program = Buffer.concat([
    u8(1),
    Buffer.from([0x74, 0x00, 0x00, 0x04]),
    shortText("SQL Server"),
    Buffer.from([16, 0, 0, 0]),
  ]);
  return Buffer.concat([
    envChange(7, counted(collation), none),
    envChange(4, shortText(String(packetSize)), shortText(String(packetSize))),
    u8(0xad),
    u16(program.length),
    program,
    done(),
  ]);
}
