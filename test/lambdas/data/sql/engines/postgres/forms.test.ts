import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Session } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { postgres } from "../../../../../../lambdas/data/sql/engines/postgres/engine.ts";
import type { Cell } from "../../../../../../lambdas/interject/response/table.ts";
import { skipReason, testServer } from "../../../../../support/databases.ts";

const server = testServer("TEST_POSTGRES_URL");

describe.skipIf(server === null)(`forms of texts in PostgreSQL${skipReason("TEST_POSTGRES_URL")}`, () => {
  let session: Session;
  beforeEach(async () => {
    if (server === null) throw new Error("Without a server no test may run.");
    session = await postgres.connect(server);
    await session.begin({ identity: new Map(), statementMs: 60_000 });
  });
  afterEach(() => session.destroy());

  const rows = async (text: string) => {
    const all: (readonly Cell[])[] = [];
    for await (const table of session.query(text, []).tables)
      for await (const batch of table.rows) all.push(...(batch as readonly (readonly Cell[])[]));
    return all;
  };

  it.each([
    ["DateStyle", "German", "'2026-06-16'::date"],
    ["DateStyle", "German", "array['2026-06-16'::date]"],
    ["IntervalStyle", "iso_8601", "'1 day'::interval"],
    ["bytea_output", "escape", "'\\x00ff'::bytea"],
  ])("are refused where a routine changes %s to %s, by the setting's name", async (name, value, cell) => {
    const text = `select ${cell} from set_config('${name}', '${value}', true)`;
    await expect(rows(text)).rejects.toMatchObject({
      kind: "data",
      message: expect.stringContaining(`changes the setting ${name}`),
    });
  });

  it("are as before in the transaction after the one that changed them", async () => {
    await expect(rows("select set_config('datestyle', 'German', true)")).rejects.toThrow();
    await session.rollback();
    await session.begin({ identity: new Map(), statementMs: 60_000 });
    expect(await rows("select '2026-06-16'::date")).toEqual([["2026-06-16"]]);
  });

  it("may be changed by a routine for itself alone", async () => {
    await rows(
      "create function pg_temp.german() returns text language sql set datestyle = 'German' as $$ select '2026-06-16'::date::text $$",
    );
    expect(await rows("select pg_temp.german(), '2026-06-16'::date")).toEqual([["16.06.2026", "2026-06-16"]]);
  });

  it("keep a moment right where a routine changes the zone, and the next call has UTC again", async () => {
    const changed =
      "select '2026-06-16 12:00+00'::timestamptz from set_config('timezone', 'Asia/Kolkata', true)";
    expect(await rows(changed)).toEqual([["2026-06-16T12:00:00"]]);
    expect(
      await rows("select extract(hour from '2026-06-16 12:00'::timestamptz at time zone 'UTC')"),
    ).toEqual([["12"]]);
  });

  it("are no lost connection where placeholders and values differ in number", async () => {
    await expect(rows("select $1::integer")).rejects.toMatchObject({ kind: "data" });
    expect(session.isOpen()).toBe(true);
  });
});
