import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, fillIfChanged } from "../../../local/demo/fill.ts";
import { resetDatabase } from "../../../local/demo/reset.ts";
import { type LocalDatabase, startDatabase } from "../../../local/demo/start-database.ts";

const folder = mkdtempSync(join(tmpdir(), "reports-test-"));
const printed: string[] = [];
const start = (fresh = false) => startDatabase({ folder, port: 0, fresh, log: (line) => printed.push(line) });
let embedded: LocalDatabase;
beforeAll(async () => {
  embedded = await start();
});
afterAll(async () => {
  await embedded.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A PostgreSQL to load the same files into, such as `postgres://postgres@127.0.0.1:5432/postgres`. */
const serverUrl = process.env["TEST_POSTGRES_URL"];
const scratchUrl = (user?: string) => {
  const url = new URL(serverUrl ?? "postgres://postgres@127.0.0.1/postgres");
  url.pathname = `interject_demo_test_${process.pid}`;
  if (user !== undefined) [url.username, url.password] = [user, ""];
  return url.href;
};
beforeAll(async () => {
  if (serverUrl === undefined) return;
  await inSession(serverUrl, (one) =>
    one.query(`CREATE DATABASE ${new URL(scratchUrl()).pathname.slice(1)}`),
  );
  await resetDatabase({ DATABASE_URL: scratchUrl() }, () => {});
});
afterAll(async () => {
  if (serverUrl === undefined) return;
  await inSession(serverUrl, (one) => one.query(`DROP DATABASE ${new URL(scratchUrl()).pathname.slice(1)}`));
});

type Row = Record<string, unknown>;
const notices: string[] = [];

async function inSession<T>(url: string, work: (one: Client) => Promise<T>): Promise<T> {
  const one = new Client({ connectionString: url });
  one.on("notice", ({ message = "" }) => notices.push(message));
  await one.connect();
  try {
    return await work(one);
  } finally {
    await one.end();
  }
}

/** A transaction as the API makes one: the caller's client is set in it. It is not kept. */
function asClient<T>(url: string, client: string | null, work: (one: Client) => Promise<T>): Promise<T> {
  return inSession(url, async (one) => {
    await one.query("BEGIN");
    if (client !== null) await one.query("SELECT set_config('interject.client_id', $1, true)", [client]);
    return work(one);
  });
}

const rowsOf = async (one: Client, text: string, values: unknown[] = []): Promise<Row[]> =>
  (await one.query<Row>(text, values)).rows;

const sheet = `<?xml version="1.0" encoding="utf-16" standalone="yes"?><RequestContext><RowDefItems2>
  <Value Row="16" RowDefName="R00001"><ColKey Order="1" Column="2" Name="Account">4010</ColKey></Value>
  <Value Row="17" RowDefName="R00002"><ColKey Name="account">4020</ColKey><ColKey Name="Division">702</ColKey></Value>
  <Value Row="18" RowDefName="R00003"><ColKey Name="Account">none &amp; such</ColKey></Value>
</RowDefItems2></RequestContext>`;

const servers = [
  {
    server: "the embedded database",
    there: true,
    url: () => embedded.url,
    ownerUrl: () => embedded.ownerUrl,
  },
  {
    server: "the PostgreSQL of TEST_POSTGRES_URL",
    there: serverUrl !== undefined,
    url: () => scratchUrl("interject_api"),
    ownerUrl: () => scratchUrl(),
  },
];

describe.each(servers)("the demo data on $server", ({ there, url, ownerUrl }) => {
  const test = it.runIf(there);
  const rows = (text: string, values: unknown[] = [], client: string | null = "local-client") =>
    asClient(url(), client, (one) => rowsOf(one, text, values));

  describe("row-level security", () => {
    const counts = `SELECT (SELECT count(*)::integer FROM demo.customers) AS customers, (SELECT count(*)::integer FROM demo.orders) AS orders,
      (SELECT count(*)::integer FROM demo.order_lines) AS lines, (SELECT count(*)::integer FROM demo.invoices) AS invoices,
      (SELECT count(*)::integer FROM demo.payments) AS payments, (SELECT count(*)::integer FROM demo.credit_notes) AS notes`;

    test.each([
      [
        "local-client",
        { customers: 450, orders: 4500, lines: 9000, invoices: 3600, payments: 2268, notes: 67 },
      ],
      ["other-client", { customers: 50, orders: 500, lines: 1001, invoices: 400, payments: 255, notes: 15 }],
      ["nobody's", { customers: 0, orders: 0, lines: 0, invoices: 0, payments: 0, notes: 0 }],
      [null, { customers: 0, orders: 0, lines: 0, invoices: 0, payments: 0, notes: 0 }],
    ])("shows %s its own rows only", async (client, expected) => {
      expect(await rows(counts, [], client)).toEqual([expected]);
    });

    test("holds for what is changed, too", async () => {
      const change =
        "UPDATE demo.customers SET credit_limit = 1 WHERE customer_id = 'WIL010' RETURNING customer_id";
      expect(await rows(change)).toEqual([]);
      expect(await rows(change, [], "other-client")).toEqual([{ customer_id: "WIL010" }]);
      await expect(rows("DELETE FROM demo.customers")).rejects.toThrow("permission denied");
    });
  });

  describe("reports", () => {
    const total = `SELECT count(*)::integer AS customers, sum("Current")::text AS current, sum("1-30")::text AS "30",
      sum("31-60")::text AS "60", sum("61-90")::text AS "90", sum("Over 90")::text AS over FROM reports.customer_aging`;

    test("customer_aging", async () => {
      expect(await rows(`${total}()`)).toEqual([
        {
          customers: 450,
          current: "180205.69",
          "30": "121325.62",
          "60": "129230.82",
          "90": "129665.80",
          over: "871601.36",
        },
      ]);
      expect(await rows(`${total}('')`, [], "other-client")).toEqual([
        {
          customers: 50,
          current: "24993.64",
          "30": "17801.20",
          "60": "17622.92",
          "90": "20511.64",
          over: "127542.13",
        },
      ]);
      expect(await rows("SELECT * FROM reports.customer_aging('BEACON mark')")).toEqual([
        {
          CustomerID: "BEA066",
          Company: "Beacon Market",
          Current: "0",
          "1-30": "995.45",
          "31-60": "0",
          "61-90": "0",
          "Over 90": "2343.75",
        },
      ]);
    });

    test("ledger_range", async () => {
      const range = "FROM reports.ledger_range('702', '2026-01-01', '2026-06-01'";
      expect(
        await rows(`SELECT count(*)::integer AS entries, sum("Amount")::text AS total ${range})`),
      ).toEqual([{ entries: 3900, total: "2598.12" }]);
      expect(
        await rows(`SELECT "Entry", * FROM (SELECT row_number() OVER () AS "Entry", * ${range}, 2)) AS two`),
      ).toMatchObject([
        {
          Account: "4000",
          Amount: "216.82",
          Memo: "Posting 6002",
          PostedAt: new Date("2026-01-10T01:00:00Z"),
        },
        {
          Account: "4010",
          Amount: "612.77",
          Memo: "Posting 6007",
          PostedAt: new Date("2026-01-15T06:00:00Z"),
        },
      ]);
    });

    test("ledger_rows", async () => {
      const [count, last] = await asClient(url(), null, async (one) => {
        const [cursor] = await rowsOf(one, "SELECT reports.ledger_rows(20000) AS name");
        const all: Row[] = [];
        for (let some: Row[] | null = null; some === null || some.length > 0; all.push(...some))
          some = await rowsOf(one, `FETCH 5000 FROM "${cursor?.["name"]}"`);
        return [all.length, all.at(-1)];
      });
      expect(count).toBe(20_000);
      expect(Object.keys(last ?? {})).toHaveLength(10);
      expect(last).toMatchObject({
        Entry: "20000",
        Division: "701",
        Quantity: 0,
        Approved: true,
        Memo: "Posting 20000",
      });
    });

    test("ledger_fixed", async () => {
      expect(await rows("SELECT * FROM reports.ledger_fixed($1)", [sheet])).toEqual([
        {
          RowDefName: "R00001",
          Account: "4010",
          Name: "Returns 1",
          MTD: "-11275.70",
          QTD: "-60320.43",
          YTD: "-56120.13",
        },
        {
          RowDefName: "R00002",
          Account: "4020",
          Name: "Freight 1",
          MTD: "-6137.30",
          QTD: "-10510.50",
          YTD: "683.19",
        },
        { RowDefName: "R00003", Account: "none & such", Name: null, MTD: "0", QTD: "0", YTD: "0" },
      ]);
      expect(await rows("SELECT * FROM reports.ledger_fixed('<RequestContext/>')")).toEqual([]);
    });

    test("ledger_variable", async () => {
      const found = await rows("SELECT * FROM reports.ledger_variable('703')");
      expect(found).toHaveLength(200);
      expect(found[0]).toEqual({
        RowDefName: "703",
        Division: "703",
        Location: "300",
        Account: "4000",
        Name: "Sales 1",
        MTD: "1260.79",
        QTD: "213.54",
        YTD: "-2279.37",
      });
      expect(found.reduce((sum, { YTD }) => sum + Math.round(Number(YTD) * 100), 0)).toBe(-56_244);
    });

    test("customer_lookup, for the caller's own customers", async () => {
      const lookup = "SELECT * FROM reports.customer_lookup($1)";
      expect(await rows(lookup, ["har001"])).toEqual([
        {
          CustomerID: "HAR001",
          Company: "Harbour Trading",
          City: "Leeds",
          CreditLimit: "5250.00",
          Notes: "",
        },
      ]);
      expect(await rows(lookup, ["HAR001"], "other-client")).toEqual([]);
    });

    test("division_list", async () => {
      expect(await rows("SELECT * FROM reports.division_list()")).toEqual(
        ["701", "702", "703", "704", "705"].map((division) => ({
          Value: division,
          Label: `Division ${division} (50 accounts)`,
        })),
      );
    });

    test("customer_card", async () => {
      const tables = await asClient(url(), "local-client", async (one) => {
        const names = await rowsOf(one, "SELECT * FROM reports.customer_card('HAR001')");
        const found: Row[][] = [];
        for (const { customer_card: name } of names)
          found.push(await rowsOf(one, `FETCH ALL FROM "${name}"`));
        return found;
      });
      expect(tables.map(({ length }) => length)).toEqual([1, 10, 8]);
      expect(tables.map(([first]) => first)).toMatchObject([
        { Company: "Harbour Trading", CreditLimit: "5250.00" },
        { Order: 500, Amount: "1056.38" },
        { Invoice: 100_500, Amount: "1056.38" },
      ]);
    });

    test("period_totals", async () => {
      expect(await rows("CALL reports.period_totals('2026-06-15', NULL)")).toEqual([
        { total: "-11252.19", Interject_ReturnError: "" },
      ]);
      expect(await rows("CALL reports.period_totals('2020-06-15', NULL)")).toEqual([
        { total: null, Interject_ReturnError: "The ledger has no entries in 2020-06." },
      ]);
    });

    test("whoami", async () => {
      const found = await rows("SELECT * FROM reports.whoami()");
      expect(found.map(({ Setting }) => Setting)).toEqual([
        "principal",
        "user_id",
        "client_id",
        "login_name",
        "subject",
        "issuer",
        "roles",
      ]);
      expect(found[2]).toEqual({ Setting: "client_id", Value: "local-client" });
    });
  });

  describe("saves", () => {
    const save = (lines: Row[]) =>
      rows("SELECT * FROM reports.save_credit_limits($1)", [JSON.stringify(lines)]);

    test("save_credit_limits, with a status for each row", async () => {
      const lines = [
        { Row: "18", CustomerID: "HAR001", CreditLimit: "700.50" },
        { Row: "19", CustomerID: "CED002", CreditLimit: "5500" },
        { Row: "20", CustomerID: "NOR003", CreditLimit: "much" },
        { Row: "21", CustomerID: "BLU004", CreditLimit: "1000001" },
        { Row: "22", CustomerID: "QUA005", CreditLimit: null },
      ];
      const wrong = "Not saved: the credit limit must be a number from 0 to 1000000.";
      const statuses = ["Saved.", "Unchanged.", wrong, wrong, wrong];
      expect(await save(lines)).toEqual(
        lines.map(({ Row, CustomerID }, at) => ({ Row, CustomerID, Status: statuses[at] })),
      );
      expect(await save([])).toEqual([]);
    });

    test.each(["NOBODY", "WIL010", null])("save_credit_limits refuses the customer %s", async (customer) => {
      await expect(save([{ Row: "18", CustomerID: customer, CreditLimit: "1" }])).rejects.toThrow(
        `UserError: Row 18: there is no customer ${customer ?? "(empty)"}. Nothing is saved.`,
      );
    });

    test("save_customer_note, a row a call", async () => {
      const found = await asClient(url(), "local-client", async (one) => [
        await rowsOf(one, "SELECT * FROM reports.save_customer_note('18', 'HAR001', 'Called.')"),
        await rowsOf(one, `SELECT "Notes" FROM reports.customer_lookup('HAR001')`),
      ]);
      expect(found).toEqual([[{ Status: "Saved." }], [{ Notes: "Called." }]]);
      await expect(rows("SELECT * FROM reports.save_customer_note('19', 'NOBODY', '')")).rejects.toThrow(
        "UserError: Row 19: there is no customer NOBODY.",
      );
    });
  });

  describe("what does not go well", () => {
    test("slow", async () => {
      expect(await rows("SELECT * FROM reports.slow(1)")).toMatchObject([{ Second: 1 }]);
    });

    test("failing, after its rows", async () => {
      await asClient(url(), null, async (one) => {
        const [cursor] = await rowsOf(one, "SELECT reports.failing(3) AS name");
        expect(await rowsOf(one, `FETCH 3 FROM "${cursor?.["name"]}"`)).toMatchObject([
          { Entry: 1 },
          { Entry: 2 },
          { Entry: 3 },
        ]);
        await expect(rowsOf(one, `FETCH 1 FROM "${cursor?.["name"]}"`)).rejects.toThrow("division by zero");
      });
    });

    test.each([
      ["SELECT reports.refuse('The year is closed.')", "UserError: The year is closed."],
      ["SELECT reports.stop_with_notice()", "UserNotice: Choose a division first."],
    ])("%s", async (text, sentence) => {
      await expect(rows(text)).rejects.toMatchObject({ message: sentence, code: "P0001" });
    });

    test("with_notice, beside its table", async () => {
      notices.length = 0;
      expect(await rows("SELECT * FROM reports.with_notice()")).toHaveLength(5);
      expect(notices).toEqual(["UserNotice: The figures of June 2026 are preliminary."]);
    });
  });

  test("every routine says what it is for, and only the API may call it", async () => {
    const found = await asClient(ownerUrl(), null, (one) =>
      rowsOf(
        one,
        `SELECT p.oid::regprocedure::text AS routine, obj_description(p.oid, 'pg_proc') IS NOT NULL AS described,
          p.prosecdef AS definer, p.proacl::text LIKE '%{=X/%' AS public,
          has_function_privilege('interject_api', p.oid, 'EXECUTE') AS callable
        FROM pg_proc AS p WHERE p.pronamespace = 'reports'::regnamespace`,
      ),
    );
    expect(found).toHaveLength(17);
    expect(found.filter(({ described, callable }) => !(described && callable))).toEqual([]);
    expect(found.filter(({ definer, public: anyone }) => definer || anyone)).toEqual([]);
  });

  test("leaves a schema alone that it did not make", async () => {
    const [comment] = await asClient(ownerUrl(), null, (one) =>
      rowsOf(one, "SELECT obj_description('demo'::regnamespace, 'pg_namespace') AS text"),
    );
    await inSession(ownerUrl(), (one) => one.query("COMMENT ON SCHEMA demo IS 'Ours'"));
    await expect(fill(ownerUrl())).rejects.toThrow("a schema demo that is not the demo data's");
    await inSession(ownerUrl(), (one) => one.query(`COMMENT ON SCHEMA demo IS '${comment?.["text"]}'`));
    expect(await rows("SELECT count(*)::integer AS n FROM demo.customers")).toEqual([{ n: 450 }]);
  });
});

it.runIf(serverUrl !== undefined)("a PostgreSQL of one's own keeps its data until it is reset", async () => {
  const limit = () =>
    inSession(scratchUrl(), (one) =>
      rowsOf(one, "SELECT credit_limit FROM demo.customers WHERE customer_id = 'HAR001'"),
    );
  await inSession(scratchUrl(), (one) =>
    one.query("UPDATE demo.customers SET credit_limit = 1 WHERE customer_id = 'HAR001'"),
  );
  await fillIfChanged(scratchUrl(), (line) => printed.push(line));
  expect(await limit()).toEqual([{ credit_limit: "1.00" }]);
  await resetDatabase({ DATABASE_URL: scratchUrl() }, () => {});
  expect(await limit()).toEqual([{ credit_limit: "5250.00" }]);
});

describe("the embedded database", () => {
  const limit = () =>
    asClient(embedded.ownerUrl, null, (one) =>
      rowsOf(one, "SELECT credit_limit FROM demo.customers WHERE customer_id = 'CED002'"),
    );

  it("keeps its data when it starts again, and makes it anew when it is reset", async () => {
    await inSession(embedded.ownerUrl, (one) =>
      one.query("UPDATE demo.customers SET credit_limit = 2 WHERE customer_id = 'CED002'"),
    );
    await embedded.close();
    printed.length = 0;
    embedded = await start();
    expect(await limit()).toEqual([{ credit_limit: "2.00" }]);
    expect(printed).toEqual([]);
    await embedded.close();
    embedded = await start(true);
    expect(await limit()).toEqual([{ credit_limit: "5500.00" }]);
    expect(printed).toEqual(["Making the demo data."]);
  });

  it("has what was committed when it is killed", async () => {
    await inSession(embedded.ownerUrl, (one) =>
      one.query("UPDATE demo.customers SET credit_limit = 3 WHERE customer_id = 'CED002'"),
    );
    embedded.process.kill("SIGKILL");
    await once(embedded.process, "exit");
    embedded = await start();
    expect(await limit()).toEqual([{ credit_limit: "3.00" }]);
  });

  it("ends with the process that started it", async () => {
    embedded.process.disconnect();
    const [code] = await once(embedded.process, "exit");
    expect(code).toBe(0);
    expect(printed.at(-1)).toBe("The database has ended. Start again.");
  });

  it("is not reset while its port is taken", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(resetDatabase({ PORT: String(port - 2) }, () => {})).rejects.toThrow(
      `Port ${port} is in use, most likely by the database of npm start: end that first, then reset.`,
    );
    server.close();
  });
});
