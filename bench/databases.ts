import { spawn } from "node:child_process";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import type { LocalConnection } from "../local/local-connections.ts";
import { uniqueName } from "../test/support/databases.ts";

/** A database of the benchmark's own on a real server, with a million rows of ten mixed columns. */
export interface BenchDatabase extends AsyncDisposable {
  readonly title: string;
  /** The connection as the settings have it. */
  readonly connection: LocalConnection & Readonly<Record<string, unknown>>;
  /** The schema of its routines: `ledger_rows(number_of_rows)` and `save_line(Account, Memo, Amount)`. */
  readonly schema: string;
  /** The name of the server's own command, which reads rows and throws them away. */
  readonly command: string;
  /** Milliseconds in which that command reads so many rows; null where it is not installed. */
  readonly readByCommand: (rows: number) => Promise<number | null>;
  /** Milliseconds in which the driver alone calls `save_line` for each row, in one transaction. */
  readonly saveByDriver: (rows: number) => Promise<number>;
}

/** The databases whose servers the environment names. */
export const benchDatabases: readonly {
  readonly title: string;
  /** Names the server: the URL of a user who may create databases and users. */
  readonly variable: "TEST_POSTGRES_URL" | "TEST_MARIADB_URL";
  readonly make: (url: string) => Promise<BenchDatabase>;
}[] = [
  { title: "PostgreSQL", variable: "TEST_POSTGRES_URL", make: postgresDatabase },
  { title: "MariaDB", variable: "TEST_MARIADB_URL", make: mariaDbDatabase },
];

export const mostRows = 1_000_000;

/**
 * Numbers, texts of which one in ten is not ASCII and one in twenty has quotes, times, and nulls. All rows
 * are to fit into one answer, which ends at 190 MB.
 */
const ledgerColumns = (n: string, join: (...parts: string[]) => string, day: string) => `
  ${n} as "Id", ${join("'C-'", `(${n} * 7919) % 100000`)} as "Code",
  case when ${n} % 10 = 0 then ${join("'Zürich Großhandel '", n)}
    else ${join("'Northern Trading Company '", n)} end as "Name",
  cast(((${n} * 7919) % 1000003) / 100.0 as decimal(12, 2)) as "Amount",
  cast(-((${n} * 104729) % 10000019) / 100.0 as decimal(14, 2)) as "Balance",
  (100000 + (${n} * 7919) % 50021) / 100000e0 as "Rate", ${n} % 3 = 0 as "Open", ${day} as "Due",
  case when ${n} % 4 = 0 then null when ${n} % 20 = 1 then ${join(`'said "no", see C:/files/'`, n)}
    else ${join("'note '", n)} end as "Note",
  ${join("'Posting of the invoice, division '", `${n} % 50`)} as "Text"`;

async function postgresDatabase(url: string): Promise<BenchDatabase> {
  const id = uniqueName("interject_bench");
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  await administrator.query(`create database ${id}`);
  await administrator.query(`create user ${id} password 'bench'`);
  const own = new URL(url);
  own.pathname = `/${id}`;
  const database = new pg.Client({ connectionString: own.href });
  await database.connect();
  const columns = ledgerColumns(
    "n",
    (...parts) => parts.join(" || "),
    "timestamp '2024-01-01' + n % 3650 * interval '1 day'",
  );
  await database.query(`
    create schema bench;
    grant usage on schema bench to ${id};
    create table bench.ledger as select ${columns} from generate_series(1::bigint, ${mostRows}) n;
    create table bench.lines (account text not null, memo text not null, amount numeric(12, 2) not null);
    grant select, insert on all tables in schema bench to ${id};
    create function bench.ledger_rows(number_of_rows int) returns setof bench.ledger language sql stable
      as 'select * from bench.ledger limit number_of_rows';
    create function bench.save_line("Account" text, "Memo" text, "Amount" numeric) returns table ("Status" text)
      language sql as 'insert into bench.lines values ($1, $2, $3) returning ''Saved''::text'`);
  await database.query("vacuum analyze bench.ledger");
  await database.end();
  own.username = id;
  own.password = "bench";
  return {
    title: "PostgreSQL",
    connection: { name: "Bench", engine: "postgres", url: own.href, routines: ["bench.*"], tls: "off" },
    schema: "bench",
    command: "psql -A -t, 1,000 rows at a time",
    readByCommand: (rows) =>
      timeOf("psql", ["-X", "-A", "-t", "-v", "FETCH_COUNT=1000", "-d", own.href], callOf(rows)),
    saveByDriver: async (rows) => {
      const client = new pg.Client({ connectionString: own.href });
      await client.connect();
      const start = performance.now();
      await client.query("begin");
      for (let at = 0; at < rows; at++) {
        await client.query('select * from bench.save_line("Account" => $1, "Memo" => $2, "Amount" => $3)', [
          ...lineAt(at),
        ]);
      }
      await client.query("commit");
      const elapsed = performance.now() - start;
      await client.end();
      return elapsed;
    },
    async [Symbol.asyncDispose]() {
      await administrator.query(`drop database ${id} with (force)`);
      await administrator.query(`drop user ${id}`);
      await administrator.end();
    },
  };
  function callOf(rows: number): string {
    return `select * from bench.ledger_rows(${rows});`;
  }
}

async function mariaDbDatabase(url: string): Promise<BenchDatabase> {
  const id = uniqueName("bench");
  const administrator = await createConnection({ uri: url });
  const columns = ledgerColumns(
    "seq",
    (...parts) => `concat(${parts.join(", ")})`,
    "timestamp '2024-01-01 00:00:00' + interval seq % 3650 day",
  ).replaceAll('as "', "as `");
  for (const statement of [
    `create database ${id} character set utf8mb4`,
    `use ${id}`,
    `create table ledger as select ${columns.replaceAll(/(as `\w+)"/g, "$1`")} from seq_1_to_${mostRows}`,
    "create table `lines` (account text not null, memo text not null, amount decimal(12, 2) not null)",
    "create procedure ledger_rows(in number_of_rows int) select * from ledger limit number_of_rows",
    `create procedure save_line(in Account text, in Memo text, in Amount decimal(12, 2))
      begin insert into \`lines\` values (Account, Memo, Amount); select 'Saved' as Status; end`,
    `create user '${id}'@'%' identified by 'bench'`,
    `grant select, insert, execute on ${id}.* to '${id}'@'%'`,
  ]) {
    await administrator.query(statement);
  }
  const own = new URL(url);
  own.pathname = `/${id}`;
  own.username = id;
  own.password = "bench";
  return {
    title: "MariaDB",
    connection: { name: "Bench", engine: "mysql", url: own.href, routines: [`${id}.*`], tls: "off" },
    schema: id,
    command: "mariadb --quick --batch",
    readByCommand: (rows) =>
      timeOf(
        "mariadb",
        [
          "--no-defaults",
          "--quick",
          "--batch",
          "-h",
          own.hostname,
          "-P",
          own.port || "3306",
          "-u",
          id,
          "-pbench",
          id,
        ],
        `call ledger_rows(${rows});`,
      ),
    saveByDriver: async (rows) => {
      const connection = await createConnection({ uri: own.href });
      const start = performance.now();
      await connection.beginTransaction();
      for (let at = 0; at < rows; at++) await connection.execute("call save_line(?, ?, ?)", [...lineAt(at)]);
      await connection.commit();
      const elapsed = performance.now() - start;
      await connection.end();
      return elapsed;
    },
    async [Symbol.asyncDispose]() {
      await administrator.query(`drop database ${id}`);
      await administrator.query(`drop user '${id}'@'%'`);
      await administrator.end();
    },
  };
}

/** What a saved row holds, in the order of `save_line`'s parameters. */
export function lineAt(at: number): readonly [account: string, memo: string, amount: string] {
  return [`4${String(at % 1000).padStart(3, "0")}`, `Journal line ${at}`, ((at * 725) / 100).toFixed(2)];
}

/** Milliseconds of a command that reads a statement from its input; null where the command is not there. */
async function timeOf(
  command: string,
  options: readonly string[],
  statement: string,
): Promise<number | null> {
  const start = performance.now();
  const child = spawn(command, options, { stdio: ["pipe", "ignore", "inherit"] });
  child.stdin.on("error", () => {});
  child.stdin.end(statement);
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  if (code === null) return null;
  if (code !== 0) throw new Error(`${command} ended with code ${code}`);
  return performance.now() - start;
}
