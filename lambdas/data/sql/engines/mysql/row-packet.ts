import type { Cell, Row } from "../../../../interject/response/table.ts";

/**
 * A row of a prepared statement as the server sends it (MySQL: "Binary Protocol Resultset"), with those of
 * the driver's methods that its types do not have. Each reads a value at `offset` and moves it on.
 */
export interface RowPacket {
  readonly buffer: Buffer;
  offset: number;
  readonly readLengthCodedString: (encoding: string | undefined) => string;
  readonly readLengthCodedBuffer: () => Buffer;
  readonly readTimeString: () => string;
  readonly parseVector: () => readonly number[];
}

/** Reads a value that is not null. */
export type ReadCell = (packet: RowPacket) => Cell;

/**
 * Reads a row straight into cells. The driver would ask for each value anew of which type it is, and make a
 * value of which a cell had to be made: twice the time.
 */
export function readRow(packet: RowPacket, cells: readonly ReadCell[]): Row {
  const { buffer } = packet;
  // Behind a byte without meaning stands a bit for each column that is null; the first two are free.
  const nulls = packet.offset + 1;
  packet.offset = nulls + ((cells.length + 9) >> 3);
  return cells.map((read, at) => {
    const bit = at + 2;
    const isNull = (((buffer[nulls + (bit >> 3)] ?? 0) >> (bit & 7)) & 1) === 1;
    return isNull ? null : read(packet);
  });
}

export const read = {
  int8: (packet: RowPacket) => packet.buffer.readInt8(pass(packet, 1)),
  uint8,
  int16: (packet: RowPacket) => packet.buffer.readInt16LE(pass(packet, 2)),
  uint16: (packet: RowPacket) => packet.buffer.readUInt16LE(pass(packet, 2)),
  int32: (packet: RowPacket) => packet.buffer.readInt32LE(pass(packet, 4)),
  uint32: (packet: RowPacket) => packet.buffer.readUInt32LE(pass(packet, 4)),
  // V8 keeps the texts of the last thousands of numbers, not of bigints: rows would outlive their use.
  int64: (packet: RowPacket) => String(packet.buffer.readBigInt64LE(pass(packet, 8))),
  uint64: (packet: RowPacket) => String(packet.buffer.readBigUInt64LE(pass(packet, 8))),
  float: (packet: RowPacket) => packet.buffer.readFloatLE(pass(packet, 4)),
  double: (packet: RowPacket) => packet.buffer.readDoubleLE(pass(packet, 8)),
  bytes: (packet: RowPacket) => packet.readLengthCodedBuffer(),

  /** Like `dateCell` of a text; of what is zero at its end, the server sends nothing. */
  date: (packet: RowPacket) => {
    const length = uint8(packet);
    const at = pass(packet, length);
    return length < 4 ? null : dayText(packet.buffer, at);
  },

  /** Like `momentCell` of a text. */
  moment: (packet: RowPacket) => {
    const { buffer } = packet;
    const length = uint8(packet);
    const at = pass(packet, length);
    const day = length < 4 ? null : dayText(buffer, at);
    if (day === null || length < 7) return day === null ? null : `${day}T00:00:00`;
    const time = `${day}T${twoDigits(buffer[at + 4])}:${twoDigits(buffer[at + 5])}:${twoDigits(buffer[at + 6])}`;
    const micros = length < 11 ? 0 : buffer.readUInt32LE(at + 7);
    if (micros === 0) return time;
    return micros % 1000 === 0 ? `${time}.${padded(micros / 1000, 3)}` : `${time}.${padded(micros, 6)}`;
  },
} satisfies Readonly<Record<string, ReadCell>>;

function uint8(packet: RowPacket): number {
  return packet.buffer.readUInt8(pass(packet, 1));
}

/** `2026-06-16`; null for what is no day. */
function dayText(buffer: Buffer, at: number): string | null {
  const year = buffer.readUInt16LE(at);
  const month = buffer[at + 2];
  const day = buffer[at + 3];
  if (year === 0 || month === 0 || day === 0) return null;
  return `${padded(year, 4)}-${twoDigits(month)}-${twoDigits(day)}`;
}

const pairs = Array.from({ length: 100 }, (_, value) => padded(value, 2));

function twoDigits(value = 0): string {
  return pairs[value] ?? padded(value, 2);
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/** Moves the packet on by so many bytes. @returns where they begin */
function pass(packet: RowPacket, bytes: number): number {
  const at = packet.offset;
  packet.offset = at + bytes;
  return at;
}
