import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { passThroughReport } from "../../../lambdas/data/pass-through-report.ts";
import { closePools } from "../../../lambdas/data/sql/connection/pools.ts";
import type { ConnectionSettings } from "../../../lambdas/settings/connections.ts";
import type { Formula } from "../../../local/addin/request.ts";
import type { AddinResult } from "../../../local/addin/response.ts";
import {
  type Direction,
  type Fault,
  type FaultKind,
  type FaultProxy,
  faultKinds,
  startFaultProxy,
} from "../fault-proxy.ts";
import { pull } from "../pull.ts";
import type { SqlServer } from "./server.ts";

const rowCount = 3_000;
const savedRows = 12;

/**
 * Faults that nobody is told of: only the time limit ends the request. Fewer places are tried, because
 * each takes seconds.
 */
const silentKinds: ReadonlySet<FaultKind> = new Set(["stall", "drop"]);
const places = [0, 0.02, 0.2, 0.5, 0.8, 0.95, 0.99, 1];
const silentPlaces = [0, 0.5, 0.99];

/** One fault, at a share of the bytes that a request without faults sends in this direction. */
interface Case {
  readonly kind: FaultKind;
  readonly direction: Direction;
  readonly place: number;
}

/** The table of cases: each kind of fault, in each direction, at several places of the conversation. */
const cases: readonly Case[] = faultKinds.flatMap((kind): Case[] => {
  if (kind === "refuse") return [{ kind, direction: "to-server", place: 0 }];
  return (["to-server", "to-client"] as const).flatMap((direction) =>
    (silentKinds.has(kind) ? silentPlaces : places).map((place) => ({ kind, direction, place })),
  );
});

/**
 * What holds on a network that fails, on a real server: a table is whole or the person reads an error; a save
 * counts as a whole or not at all, and what the person reads about it is true; afterwards nothing runs on,
 * and the next pull works.
 * @param hasOneSession whether all connections take turns at one session, as on the embedded PostgreSQL: a
 * case then waits for the one before, and of the silent faults only those half-way are tried
 */
export function faultSuite(start: () => Promise<SqlServer>, hasOneSession = false): void {
  const tried = hasOneSession
    ? cases.filter(({ kind, place }) => !silentKinds.has(kind) || place === 0.5)
    : cases;
  let server: SqlServer;
  const clean = { pull: noBytes(), save: noBytes() };
  beforeAll(async () => {
    server = await start();
    const proxy = await proxied("Measured");
    await pulled(proxy);
    clean.pull = proxy.proxy.bytes();
    await closePools();
    proxy.proxy.arm({ kind: "cut", direction: "to-server", afterBytes: Number.POSITIVE_INFINITY });
    await saved(proxy, "measured");
    clean.save = proxy.proxy.bytes();
    await closePools();
    await proxy.proxy.close();
  }, 60_000);
  afterAll(async () => {
    await closePools();
    await server?.close();
  });

  interface Proxied {
    readonly proxy: FaultProxy;
    readonly connection: ConnectionSettings;
  }

  async function proxied(name: string): Promise<Proxied> {
    const url = new URL(server.url);
    const proxy = await startFaultProxy({
      host: "127.0.0.1",
      port: Number(url.port) || { postgres: 5432, mysql: 3306, sqlserver: 1433 }[server.engine],
    });
    url.hostname = "127.0.0.1";
    url.port = String(proxy.port);
    const connection: ConnectionSettings = {
      name,
      engine: server.engine,
      url: url.href,
      poolSize: 1,
      statementSeconds: 1,
      routines: [`${server.schema}.*`],
      tables: [],
      allowText: false,
    };
    return { proxy, connection };
  }

  const run = ({ connection }: Proxied, routine: string, formula: Formula): Promise<AddinResult> =>
    pull(
      passThroughReport,
      { ...formula, command: { text: `${server.schema}.${routine}` } },
      // The function's own time: the longest that anything is waited for.
      { connections: [connection], signal: AbortSignal.timeout(12_000) },
    );
  const pulled = (on: Proxied) => run(on, "count_rows", { parameters: { number_of_rows: String(rowCount) } });
  const saved = (on: Proxied, prefix: string) =>
    run(on, "save_item", {
      save: {
        columns: ["Row", "Name", "Amount"],
        rows: Array.from({ length: savedRows }, (_, at) => [String(at + 18), `${prefix} ${at}`, "1.5"]),
      },
    });
  const stored = async (prefix: string) =>
    Number(
      (
        await server.rows(`select count(*) from ${server.schema}.items where name like '${prefix} %'`)
      )[0]?.[0],
    );

  const faultOf = ({ kind, direction, place }: Case, bytes: Readonly<Record<Direction, number>>): Fault => ({
    kind,
    direction,
    afterBytes: Math.max(0, Math.round(bytes[direction] * place) - (place === 1 ? 1 : 0)),
  });

  describe("a pull", { concurrent: !hasOneSession }, () => {
    it.each(tried)(
      "is whole or an error: $kind $direction at $place",
      async (fault) => {
        const on = await proxied(nameOf("Pull", fault));
        on.proxy.arm(faultOf(fault, clean.pull));
        const result = await pulled(on);
        // A corrupted byte in a cell is a cell with another character: only TLS tells, which is on unless
        // settings turn it off.
        if (result.errorMessage === "") expect(rowsOf(result, fault)).toBe(rowCount);
        else expect(result.errorMessage).toMatch(/\w/);
        on.proxy.mend();
        const next = await pulled(on);
        expect([next.errorMessage, next.tables[0]?.rows.length]).toEqual(["", rowCount]);
        await on.proxy.close();
      },
      30_000,
    );
  });

  describe("a save", { concurrent: !hasOneSession }, () => {
    it.each(tried)(
      "counts whole or not at all, and says which: $kind $direction at $place",
      async (fault) => {
        const prefix = nameOf("save", fault);
        const on = await proxied(nameOf("Save", fault));
        on.proxy.arm(faultOf(fault, clean.save));
        const { errorMessage } = await saved(on, prefix);
        on.proxy.mend();
        // The server undoes a transaction whose connection ended; the next pull waits for no lock of it.
        const next = await pulled(on);
        expect([next.errorMessage, next.tables[0]?.rows.length]).toEqual(["", rowCount]);
        const count = await settled(() => stored(prefix));
        expect([0, savedRows]).toContain(count);
        if (errorMessage === "") expect(count).toBe(savedRows);
        else if (!/may be saved or not/.test(errorMessage)) expect(count).toBe(0);
        await on.proxy.close();
      },
      30_000,
    );
  });

  it("leaves nothing running", async () => {
    await closePools();
    await expect.poll(() => server.running(), { timeout: 10_000 }).toBe(0);
  });
}

function noBytes(): Readonly<Record<Direction, number>> {
  return { "to-server": 0, "to-client": 0 };
}

function nameOf(what: string, { kind, direction, place }: Case): string {
  return `${what}-${kind}-${direction}-${String(place).replace(".", "_")}`;
}

/** How many rows of a pulled table are right; of a corrupted one, how many there are. */
function rowsOf({ tables }: AddinResult, { kind }: Case): number {
  const rows = tables[0]?.rows ?? [];
  if (kind === "corrupt") return rows.length;
  return rows.filter((row, at) => String(row[0]) === String(at + 1) && row[1] === `row ${at + 1}`).length;
}

/** A count that no longer changes: a server takes a moment to undo what a lost connection had begun. */
async function settled(count: () => Promise<number>): Promise<number> {
  let last = await count();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const next = await count();
    if (next === last) return next;
    last = next;
  }
}
