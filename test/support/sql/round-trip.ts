import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passThroughReport } from "../../../lambdas/data/pass-through-report.ts";
import { closePools } from "../../../lambdas/data/sql/connection/pools.ts";
import type { Formula } from "../../../local/addin/request.ts";
import type { AddinResult } from "../../../local/addin/response.ts";
import { pull } from "../pull.ts";
import type { SqlServer } from "./server.ts";

/** A type of a database, with values at its edges as the database's own SQL writes them. */
export interface RoundTripType {
  readonly type: string;
  readonly values: readonly string[];
  /** Why a cell of this type cannot be given back, where it cannot; the values are then only pulled. */
  readonly outOnly?: string;
}

/** How an engine makes the routines of one type, `v` being the value in each of them. */
export interface RoundTripEngine {
  readonly types: readonly RoundTripType[];
  /**
   * Statements that create, for the type's number `n`: `out_n`, which answers a column `v` with all values in
   * order; `in_n`, which takes `v` and answers it as the server's own text and as it is; `save_n`, which
   * takes `Row` and `v` and answers the server's own text.
   */
  readonly create: (type: RoundTripType, n: number) => readonly string[];
  /** A query for the server's own text of each value, in order. */
  readonly ownTexts: (type: RoundTripType, n: number) => string;
}

/**
 * What comes out of a column goes in again as the same value: as a parameter, and as a cell that a sheet
 * saves. The server itself judges, by its own text of the value.
 */
export function roundTripSuite(start: () => Promise<SqlServer>, engine: RoundTripEngine): void {
  let server: SqlServer;
  beforeAll(async () => {
    server = await start();
    for (const [n, type] of engine.types.entries())
      for (const statement of engine.create(type, n)) await server.rows(statement);
  }, 60_000);
  afterAll(async () => {
    await closePools();
    await server?.close();
  });

  const run = (routine: string, formula: Formula = {}): Promise<AddinResult> =>
    pull(
      passThroughReport,
      { ...formula, command: { text: `${server.schema}.${routine}` } },
      {
        connections: [
          {
            name: "Sales",
            engine: server.engine,
            url: server.url,
            poolSize: 1,
            statementSeconds: 60,
            routines: [`${server.schema}.*`],
            tables: [],
            allowText: false,
          },
        ],
      },
    );

  describe.each(engine.types.map((type, n) => ({ ...type, n })))("$type", (type) => {
    const cells = async () => {
      const { tables, errorMessage } = await run(`out_${type.n}`);
      expect(errorMessage).toBe("");
      return (tables[0]?.rows ?? []).map(([cell]) =>
        cell === null || cell === undefined ? null : String(cell),
      );
    };
    const ownTexts = async () =>
      (await server.rows(engine.ownTexts(type, type.n))).map(([text]) =>
        text === null ? null : String(text),
      );

    it("comes out whole", async () => {
      const [out, own] = [await cells(), await ownTexts()];
      expect(out).toHaveLength(type.values.length);
      expect(out.map((cell) => cell === null)).toEqual(own.map((text) => text === null));
    });

    it.skipIf(type.outOnly !== undefined)(`goes in as a parameter${because(type)}`, async () => {
      const [out, own] = [await cells(), await ownTexts()];
      const back: (string | null)[] = [];
      for (const cell of out.filter((cell) => cell !== null)) {
        const { tables, errorMessage } = await run(`in_${type.n}`, { parameters: { v: cell } });
        back.push(errorMessage || String(tables[0]?.rows[0]?.[0]));
        expect([cell, tables[0]?.rows[0]?.[1]].map(String)).toEqual([cell, cell]);
      }
      expect(back).toEqual(own.filter((text) => text !== null));
    });

    it.skipIf(type.outOnly !== undefined)(`goes in as a saved cell${because(type)}`, async () => {
      const [out, own] = [await cells(), await ownTexts()];
      // An empty text is an empty cell in a sheet.
      const kept = out.map((cell, at) => [cell, own[at] ?? null] as const).filter(([cell]) => cell !== "");
      const { tables, errorMessage } = await run(`save_${type.n}`, {
        save: { columns: ["Row", "v"], rows: kept.map(([cell], at) => [String(18 + at), cell ?? ""]) },
      });
      expect(errorMessage).toBe("");
      expect(tables[0]?.rows.map((row) => row[2])).toEqual(kept.map(([, text]) => text));
    });
  });
}

function because({ outOnly }: RoundTripType): string {
  return outOnly === undefined ? "" : ` (skipped: ${outOnly})`;
}
