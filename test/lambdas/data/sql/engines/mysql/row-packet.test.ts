import { describe, expect, it } from "vitest";
import {
  type ReadCell,
  type RowPacket,
  read,
  readRow,
} from "../../../../../../lambdas/data/sql/engines/mysql/row-packet.ts";

/** A packet of these bytes; the driver's own methods are not asked for here. */
function packetOf(...bytes: readonly number[]): RowPacket {
  const refuse = () => {
    throw new Error("The driver was asked.");
  };
  return {
    buffer: Buffer.from(bytes),
    offset: 0,
    readLengthCodedString: refuse,
    readLengthCodedBuffer: refuse,
    readTimeString: refuse,
    parseVector: refuse,
  };
}

describe("a row of a prepared statement", () => {
  it("has a cell for each column, and null where its bit is set", () => {
    for (let count = 1; count <= 20; count++) {
      for (let nullAt = 0; nullAt < count; nullAt++) {
        const bits = Buffer.alloc((count + 9) >> 3);
        bits[(nullAt + 2) >> 3] = 1 << ((nullAt + 2) & 7);
        const cells = Array.from({ length: count }, (_, at) => (at === nullAt ? null : at));
        const packet = packetOf(0, ...bits, ...cells.filter((cell) => cell !== null));
        expect(readRow(packet, Array<ReadCell>(count).fill(read.uint8))).toEqual(cells);
        expect(packet.offset).toBe(packet.buffer.length);
      }
    }
  });

  it("keeps all digits of whole numbers", () => {
    const ones = Array<number>(8).fill(0xff);
    expect(read.int64(packetOf(...ones))).toBe("-1");
    expect(read.uint64(packetOf(...ones))).toBe("18446744073709551615");
    expect(read.int64(packetOf(1, 0, 0, 0, 0, 0, 0x20, 0))).toBe("9007199254740993");
    expect(read.int64(packetOf(0, 0, 0, 0, 0, 0, 0, 0x80))).toBe("-9223372036854775808");
    expect(read.int32(packetOf(0, 0, 0, 0x80))).toBe(-2_147_483_648);
    expect(read.uint32(packetOf(0xff, 0xff, 0xff, 0xff))).toBe(4_294_967_295);
  });

  it("has moments as long as the server sends them", () => {
    const moment = (...bytes: readonly number[]) => read.moment(packetOf(bytes.length, ...bytes));
    const day = [0xea, 0x07, 6, 16];
    expect(moment(...day)).toBe("2026-06-16T00:00:00");
    expect(moment(...day, 11, 4, 8)).toBe("2026-06-16T11:04:08");
    expect(moment(...day, 11, 4, 8, 0, 0, 0, 0)).toBe("2026-06-16T11:04:08");
    expect(moment(...day, 11, 4, 8, 0x90, 0xd0, 0x03, 0)).toBe("2026-06-16T11:04:08.250");
    expect(moment(...day, 11, 4, 8, 1, 0, 0, 0)).toBe("2026-06-16T11:04:08.000001");
    expect(moment(1, 0, 2, 3, 4, 5, 6)).toBe("0001-02-03T04:05:06");
    expect(read.date(packetOf(4, ...day))).toBe("2026-06-16");
  });

  it("has an empty cell for a date that is no day", () => {
    for (const cellOf of [read.date, read.moment]) {
      expect(cellOf(packetOf(0))).toBeNull();
      expect(cellOf(packetOf(4, 0xea, 0x07, 0, 16))).toBeNull();
      expect(cellOf(packetOf(4, 0xea, 0x07, 6, 0))).toBeNull();
      expect(cellOf(packetOf(7, 0, 0, 6, 16, 10, 0, 0))).toBeNull();
    }
  });

  it("fails where the packet ends too early", () => {
    expect(() => read.int64(packetOf(1, 2, 3))).toThrow(RangeError);
    expect(() => read.moment(packetOf(4, 0xea))).toThrow(RangeError);
  });
});
