/** Only SQL Server needs this file: its driver rounds decimals, the other drivers give them as text. */

import valueParser from "tedious/lib/value-parser.js";
import { variantText } from "./date-cells.ts";

/**
 * Exact decimals and money. tedious reads both into a double, which holds 15 digits of the 38 that a decimal
 * may have, and has no option for anything else. Its row and output readers share one function, which is
 * replaced here once for the process: the driver's own still finds where a value ends and waits for bytes
 * that are missing; only what it made of the bytes is made again, as text. The tests read values that a
 * double cannot hold, so an update that moves the seam fails them.
 *
 * Import this before a connection is made.
 */

type Read = typeof valueParser.readValue;

const readValue: Read = valueParser.readValue;

const readExactly: Read = (buffer, offset, metadata, options) => {
  const result = readValue(buffer, offset, metadata, options);
  if (result.value === null) return result;
  const end = result.offset;
  switch (metadata.type.name) {
    case "NumericN":
    case "DecimalN":
      // A length, a sign, and the magnitude in two to five groups of 32 bits, lowest first
      // (MS-TDS 2.2.5.5.1.6).
      return { value: decimalText(buffer.subarray(offset + 1, end), metadata.scale ?? 0), offset: end };
    case "MoneyN":
      return { value: moneyText(buffer.subarray(offset + 1, end)), offset: end };
    case "Money":
    case "SmallMoney":
      return { value: moneyText(buffer.subarray(offset, end)), offset: end };
    case "Variant":
      return { value: variantValue(buffer.subarray(offset, end), result.value), offset: end };
    default:
      return result;
  }
};

Object.assign(valueParser, { readValue: readExactly });

/** Ten-thousandths are money's unit (MS-TDS 2.2.5.5.1.4). */
const moneyScale = 4;

function decimalText(bytes: Buffer, scale: number): string {
  let magnitude = 0n;
  for (let at = bytes.length - 4; at > 0; at -= 4)
    magnitude = (magnitude << 32n) | BigInt(bytes.readUInt32LE(at));
  return pointed(bytes[0] === 1 ? magnitude : -magnitude, scale);
}

/** Eight bytes are two halves, the higher one first; four are smallmoney. */
function moneyText(bytes: Buffer): string {
  if (bytes.length === 4) return pointed(BigInt(bytes.readInt32LE(0)), moneyScale);
  return pointed((BigInt(bytes.readInt32LE(0)) << 32n) | BigInt(bytes.readUInt32LE(4)), moneyScale);
}

function pointed(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return units < 0n ? `-${text}` : text;
}

/**
 * A `sql_variant`: its length in four bytes, then a type of its own, the size of that type's properties, the
 * properties, and the value (MS-TDS 2.2.5.5.4). Only here is its type known, so dates become text here too.
 */
function variantValue(bytes: Buffer, value: unknown): unknown {
  const type = bytes.readUInt8(4);
  const data = bytes.subarray(6 + bytes.readUInt8(5));
  switch (type) {
    case 0x6a:
    case 0x6c:
      return decimalText(data, bytes.readUInt8(7));
    case 0x3c:
    case 0x7a:
      return moneyText(data);
    default:
      return value instanceof Date ? variantText(type, value) : value;
  }
}
