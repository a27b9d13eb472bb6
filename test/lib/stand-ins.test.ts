import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { bundle } from "../../lib/bundle.ts";
import { dataBundle } from "../../lib/function-bundles.ts";
import { ChronoUnit, LocalDate } from "../../lib/stand-ins/days.ts";
import { contentsOf, driverOf, loadedWith, packagesOf } from "../support/bundle-contents.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What a bundle of this source prints. */
function printed(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), "stand-ins-"));
  folders.push(folder);
  const entry = join(folder, "entry.cjs");
  writeFileSync(entry, source);
  const made = bundle({ entry });
  folders.push(made);
  return execFileSync(process.execPath, [join(made, "index.mjs")], {
    cwd: tmpdir(),
    encoding: "utf8",
  }).trim();
}

const file = (path: string) => JSON.stringify(join(import.meta.dirname, "../../node_modules", path));

// What a cold start reads and compiles before its first connection.
it.each([
  ["postgres", 105_000, ["pg", "pg-connection-string", "pg-pool", "pg-protocol", "pg-types", "pgpass"]],
  ["mysql", 300_000, ["iconv-lite", "long", "lru.min", "mysql2", "named-placeholders", "sql-escaper"]],
  ["sqlserver", 330_000, ["bl", "iconv-lite", "tedious"]],
])("%s is first used with no more than %i bytes, of few packages", async (engine, most, packages) => {
  const data = dataBundle([], [engine]);
  const contents = await contentsOf(data);
  const atStart = loadedWith(contents, data.entry);
  const files = [...loadedWith(contents, driverOf(engine))].filter((name) => !atStart.has(name));
  const sizes = packagesOf(contents, new Set(files));
  expect([...sizes.values()].reduce((sum, bytes) => sum + bytes)).toBeLessThan(most);
  const large = [...sizes].filter(([, bytes]) => bytes > 1_600).map(([name]) => name);
  expect(large.toSorted()).toEqual([...packages, "this project"]);
});

it("fails with a sentence where a driver uses what was left out", () => {
  const text = printed(`
    const { Connection } = require(${file("tedious/lib/tedious.js")});
    const authentication = { type: "token-credential", options: { credential: {} } };
    try {
      new Connection({ server: "localhost", authentication });
    } catch ({ message }) {
      console.log(message);
    }`);
  expect(text).toBe("The bundle leaves out @azure/core-auth, which was taken for unused: lib/stand-ins.ts");
});

it("leaves alone what is imported from elsewhere", () => {
  const text = printed(`
    const { ZonedDateTime } = require(${file("@js-joda/core/dist/js-joda.js")});
    console.log(ZonedDateTime.parse("2026-02-28T00:00Z").plusDays(1).toString());`);
  expect(text).toBe("2026-03-01T00:00Z");
});

it("reads texts in the encodings whose tables are files of their own", () => {
  const text = printed(`
    const { decode, encode } = require(${file("iconv-lite/lib/index.js")});
    const texts = { cp932: "日本", cp936: "中国", cp949: "한국", cp950: "臺灣", gb18030: "€", eucjp: "日本" };
    const failed = Object.entries(texts).filter(([name, text]) => decode(encode(text, name), name) !== text);
    console.log(JSON.stringify(failed));`);
  expect(text).toBe("[]");
});

it("reads the version that MySQL's server names, without iconv-lite's encodings", () => {
  const text = printed(`
    const { decode } = require(${file("mysql2/lib/parsers/string.js")});
    const bytes = Buffer.from("11.4.2-MariaDB-Zürich €");
    console.log(decode(bytes, "cesu8", 0, bytes.length), require(${file("iconv-lite/lib/index.js")}).encodings);`);
  expect(text).toBe("11.4.2-MariaDB-Zürich € null");
});

it("names MySQL's errors, and those that there are not", () => {
  const text = printed(`
    const Packet = require(${file("mysql2/lib/packets/packet.js")});
    const codeOf = (number) => {
      const packet = new Packet(0, Buffer.from([0, 0, 0, 0, 255, number & 255, number >> 8, 72, 105]), 0, 9);
      packet.reset();
      return packet.asError("utf8").code;
    };
    console.log(codeOf(1045), codeOf(9999));`);
  expect(text).toBe("ER_ACCESS_DENIED_ERROR undefined");
});

describe("the days between two dates", () => {
  const joda: unknown = createRequire(import.meta.url)("../../node_modules/@js-joda/core/dist/js-joda.js");
  const theirs = joda as {
    readonly LocalDate: Pick<typeof LocalDate, "of" | "ofYearDay">;
    readonly ChronoUnit: { readonly DAYS: typeof ChronoUnit.DAYS };
  };

  it("are those that js-joda counts", () => {
    const year = fc.integer({ min: 0, max: 9999 });
    const date = fc.date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(year, date, (first, day) => {
        const parts = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()] as const;
        const days = LocalDate.ofYearDay(first, 1).until(LocalDate.of(...parts), ChronoUnit.DAYS);
        const { LocalDate: Theirs, ChronoUnit: Units } = theirs;
        expect(days).toBe(Theirs.ofYearDay(first, 1).until(Theirs.of(...parts), Units.DAYS));
      }),
    );
  });

  it("are none where a date is invalid, or where anything else is to be counted", () => {
    expect(() => LocalDate.of(Number.NaN, Number.NaN, Number.NaN)).toThrow(RangeError);
    expect(() => LocalDate.of(1, 1, 1).until(LocalDate.of(1, 1, 2), "Months")).toThrow(RangeError);
  });
});
