/** Only SQL Server needs this file: its driver sends decimals as doubles, the other drivers send text. */

import { TYPES } from "tedious";

/** One of tedious' data types, which say how a parameter is declared and written. */
export type TdsType = (typeof TYPES)["Int"];

/** As many digits as a decimal has. */
const precision = 38;
/** A decimal of that precision: a sign and four groups of 32 bits, lowest first (MS-TDS 2.2.5.5.1.6). */
const bytes = 17;

/**
 * A decimal that is written from its text, digit for digit; tedious' own goes through a double. The text is
 * in the one spelling of `lambdas/interject/request/parse-number.ts`. Money takes it too: the server converts
 * a decimal to money exactly.
 */
export const exactDecimal: TdsType = {
  ...TYPES.Decimal,
  declaration: ({ scale }) => `decimal(${precision}, ${scale ?? 0})`,
  validate: (value: unknown) => value,
  resolve: ({ value, scale }) => ({ value, precision, scale: scale ?? 0 }),
  writeValue: (buffer, { value, scale = 0 }) => {
    if (typeof value !== "string") {
      buffer.writeUInt8(0);
      return;
    }
    const [whole = "", fraction = ""] = value.replace("-", "").split(".");
    let magnitude = BigInt(whole + fraction.padEnd(scale, "0"));
    buffer.writeUInt8(bytes);
    buffer.writeUInt8(value.startsWith("-") ? 0 : 1);
    for (let group = 0; group < 4; group++) {
      buffer.writeUInt32LE(Number(magnitude & 0xffff_ffffn));
      magnitude >>= 32n;
    }
  },
};

/**
 * The scale to send a decimal with: the parameter's own, so that an output comes back with it, or the value's
 * where that is larger (the server rounds it as it rounds any other), or where the parameter's would leave
 * its whole digits no room.
 */
export function decimalScale(text: string | null, declared: number): number {
  const [whole = "", fraction = ""] = (text ?? "").replace("-", "").split(".");
  const scale = Math.max(declared, fraction.length);
  return whole.length + scale <= precision ? scale : fraction.length;
}
