import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readParameter } from "../../../../lambdas/interject/request/data-type.ts";
import { type DataType, dataTypes } from "../../../../lambdas/interject/request/request.ts";

const read = (type: DataType, text: string | null) => readParameter("@Value", text, type);

const textTypes = [
  "none",
  "varchar",
  "varcharmax",
  "nvarchar",
  "nvarcharmax",
  "text",
  "ntext",
  "char",
  "nchar",
] as const;
const otherTypes = dataTypes.filter((type) => !(textTypes as readonly string[]).includes(type));

it("there are 25 data types, numbered as the protocol numbers them", () => {
  expect([0, 1, 9, 13, 14, 15, 21, 24].map((number) => dataTypes[number])).toEqual([
    "none",
    "varchar",
    "bigint",
    "boolean",
    "bit",
    "money",
    "decimal",
    "date",
  ]);
  expect(dataTypes).toHaveLength(25);
});

describe("no value", () => {
  it.each(dataTypes)("is null for %s", (type) => expect(read(type, null)).toBeNull());
  it.each(otherTypes)("is an empty or blank %s", (type) => {
    expect([read(type, ""), read(type, "  ")]).toEqual([null, null]);
  });
  it.each(textTypes)("is kept as an empty or blank %s", (type) => {
    expect([read(type, ""), read(type, "  ")]).toEqual(["", "  "]);
  });
});

describe("a value", () => {
  it.each<[DataType, string, unknown]>([
    ["varchar", " kept as it is ", " kept as it is "],
    ["bigint", "9223372036854775807", 9223372036854775807n],
    ["bigint", "-9223372036854775808", -9223372036854775808n],
    ["bigint", "1.5E+15", 1500000000000000n],
    ["int", "2147483647", 2147483647],
    ["int", "-2147483648", -2147483648],
    ["int", " +5 ", 5],
    ["int", "5.00", 5],
    ["int", "-0", 0],
    ["smallint", "-32768", -32768],
    ["tinyint", "255", 255],
    ["boolean", "TRUE", true],
    ["bit", "0", false],
    ["money", "$1,234.50", "1234.5"],
    ["money", "-922337203685477.5808", "-922337203685477.5808"],
    ["money", "922337203685477.5807", "922337203685477.5807"],
    ["smallmoney", "(214748.3648)", "-214748.3648"],
    ["smallmoney", "0.00001", "0.00001"],
    ["float", "1.5E-07", 1.5e-7],
    ["double", "0.1", 0.1],
    ["real", "3.4E+38", 3.4e38],
    ["single", "-0.0", 0],
    ["decimal", "12345678901234567890123456789012345.678", "12345678901234567890123456789012345.678"],
    ["decimal", "1E-7", "0.0000001"],
    ["decimal", "007.500", "7.5"],
    ["decimal", "-.5", "-0.5"],
    ["decimal", "-0.000", "0"],
    ["datetime", "2026-06-16 11:04", "2026-06-16T11:04:00"],
    ["datetime", "46189.5", "2026-06-16T12:00:00"],
    ["smalldatetime", "06/16/2026 11:04:08", "2026-06-16T11:04:08"],
    ["date", "6/16/2026", "2026-06-16"],
    ["date", "46189", "2026-06-16"],
  ])("of %s is read: %s", (type, text, value) => {
    expect(read(type, text)).toBe(value);
  });

  it.each(["true", "1", "yes", "y", "t", "T", " Yes "])("of boolean is true: %j", (word) => {
    expect(read("boolean", word)).toBe(true);
  });
  it.each(["false", "0", "no", "n", "f", "F", " No "])("of bit is false: %j", (word) => {
    expect(read("bit", word)).toBe(false);
  });
});

describe("a value that does not fit", () => {
  it.each<[DataType, string]>([
    ["varchar", "x".repeat(8_001)],
    ["nvarchar", "x".repeat(4_001)],
    ["char", "x".repeat(8_001)],
    ["nchar", "x".repeat(4_001)],
    ["bigint", "9223372036854775808"],
    ["bigint", "-9223372036854775809"],
    ["bigint", "1.5"],
    ["bigint", "1E+30"],
    ["int", "2147483648"],
    ["int", "1,000"],
    ["int", "12a"],
    ["int", "0x10"],
    ["int", "1_000"],
    ["int", "--1"],
    ["int", "٣"],
    ["smallint", "32768"],
    ["tinyint", "256"],
    ["tinyint", "-1"],
    ["boolean", "maybe"],
    ["bit", "2"],
    ["money", "922337203685477.5808"],
    ["money", "922337203685477.58071"],
    ["money", "1,23"],
    ["money", "12,34,567"],
    ["money", "€5"],
    ["money", "$"],
    ["money", "(-5)"],
    ["money", "(5"],
    ["money", "--5"],
    ["money", "$$5"],
    ["smallmoney", "214748.3648"],
    ["float", "NaN"],
    ["float", "Infinity"],
    ["float", "1E+400"],
    ["float", "1E-400"],
    ["float", "1,5"],
    ["real", "3.5E+38"],
    ["single", "1E-60"],
    ["decimal", "123456789012345678901234567890123456789"],
    ["decimal", "1E+9999"],
    ["decimal", "1E-39"],
    ["decimal", "."],
    ["decimal", "1.2.3"],
    ["decimal", "1e"],
    ["decimal", "0".repeat(401)],
    ["datetime", "1752-12-31"],
    ["smalldatetime", "1899-12-31"],
    ["smalldatetime", "2079-06-07"],
    ["date", "2026-02-29"],
    ["date", "2026-06-16T11:04:00"],
    ["date", "46189.5"],
    ["date", "0"],
    ["date", "yesterday"],
  ])("is refused: %s %s", (type, text) => {
    expect(() => read(type, text)).toThrow(expect.objectContaining({ reason: "parameter" }));
  });

  it("is named, with its type and shape and never itself", () => {
    expect(() => read("int", "hunter2 hunter2")).toThrow(
      expect.objectContaining({
        message:
          "Value must be a whole number from -2147483648 to 2147483647 (int), but is a text of 15 characters.",
        parameters: [
          {
            name: "Value",
            message:
              "This must be a whole number from -2147483648 to 2147483647 (int), but is a text of 15 characters.",
          },
        ],
      }),
    );
  });

  it.each<[DataType, string, string]>([
    ["tinyint", "1000", "but is a number of 4 characters."],
    ["int", "6/16/2026", "but is a date of 9 characters."],
    ["int", "x", "but is a text of 1 character."],
    [
      "varchar",
      "x".repeat(9_000),
      "must be a text of at most 8000 characters (varchar), but is a text of 9000 characters.",
    ],
    ["smallmoney", "1E9", "must be an amount of money from -214748.3648 to 214748.3647 (smallmoney)"],
  ])("says what it is: %s %s", (type, text, words) => {
    expect(() => read(type, text)).toThrow(words);
  });
});

describe("every value of a type is read exactly", () => {
  it("bigint", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(read("bigint", String(value))).toBe(value);
      }),
    );
  });

  it("double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(read("double", String(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it("decimal, however it is spelt", () => {
    const digits = fc.stringMatching(/^\d{1,19}$/);
    fc.assert(
      fc.property(
        digits,
        digits,
        fc.boolean(),
        fc.integer({ min: -8, max: 8 }),
        (whole, fraction, negative, shift) => {
          const sign = negative ? "-" : "";
          const trimmed = fraction.replace(/0+$/, "");
          const plain = `${whole.replace(/^0+(?=.)/, "")}${trimmed === "" ? "" : `.${trimmed}`}`;
          const expected = /[1-9]/.test(plain) ? sign + plain : plain;
          expect(read("decimal", `${sign}${whole}.${fraction}`)).toBe(expected);
          // The same number with its point moved and the exponent to make up for it.
          const all = whole + fraction;
          const point = whole.length + shift;
          const moved =
            point <= 0
              ? `0.${"0".repeat(-point)}${all}`
              : `${all.slice(0, point).padEnd(point, "0")}.${all.slice(point)}`;
          expect(read("decimal", `${sign}${moved}E${-shift}`)).toBe(expected);
        },
      ),
    );
  });

  it("money, with and without its marks", () => {
    const any = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(any, (units) => {
        const size = units < 0n ? -units : units;
        const fraction = String(size % 10_000n).padStart(4, "0");
        const whole = String(size / 10_000n);
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
        const plain = read("money", `${units < 0n ? "-" : ""}${whole}.${fraction}`);
        expect(Number(plain)).toBeCloseTo(Number(units) / 10_000, -4);
        expect(read("money", units < 0n ? `($${grouped}.${fraction})` : `$${grouped}.${fraction}`)).toBe(
          plain,
        );
      }),
    );
  });
});
