import { createConnection } from "mysql2/promise";
import pg from "pg";
import type { LocalConnection } from "../../local/local-connections.ts";
import { uniqueName } from "../../test/support/databases.ts";
import { type FaultProxy, startFaultProxy } from "../../test/support/fault-proxy.ts";

/** A database that the soak saves into, behind a proxy that can spoil what travels. */
export interface Ledger {
  readonly title: string;
  /** The connection as the settings have it. */
  readonly connection: LocalConnection & Readonly<Record<string, unknown>>;
  /** The schema of its routines: `rows`, `save_line` and `save_all`. */
  readonly schema: string;
  readonly proxy: FaultProxy;
  /** How often each line of each save is stored, by the save's name. */
  readonly stored: () => Promise<ReadonlyMap<string, readonly number[]>>;
  /** Ends the API's connections from outside, as a database that restarts does. */
  readonly endConnections: () => Promise<void>;
  /** Removes what the soak has made. */
  readonly close: () => Promise<void>;
}

/**
 * Common to both connections: time limits so short that a fault is over within seconds, and saves that count
 * as a whole.
 */
const limits = { routines: ["*.*"], poolSize: 2, statementSeconds: 5, transaction: "request" };

/** @param url of a user who may create databases and users */
export async function postgresLedger(url: string): Promise<Ledger> {
  const id = uniqueName("interject_soak");
  const administrator = new pg.Client({ connectionString: url });
  await administrator.connect();
  await administrator.query(`create database ${id}`);
  await administrator.query(`create user ${id} password 'soak'`);
  const own = new URL(url);
  own.pathname = `/${id}`;
  const database = new pg.Client({ connectionString: own.href });
  await database.connect();
  await database.query(`
    create schema soak;
    grant usage on schema soak to ${id};
    create table soak.ledger (batch text not null, line text not null);
    grant select, insert on soak.ledger to ${id};
    create function soak.rows(number_of_rows int) returns table ("Id" int, "Name" text, "Amount" numeric(12, 2))
      language sql as 'select i, ''row '' || i, i * 0.25 from generate_series(1, number_of_rows) i';
    create function soak.save_line("Batch" text, "Line" text) returns table ("Status" text) language sql as
      'insert into soak.ledger values ($1, $2) returning ''Saved''::text';
    create function soak.save_all("Interject_DataToSave" jsonb) returns table ("Row" text, "Status" text)
      language sql as 'insert into soak.ledger select r ->> ''Batch'', r ->> ''Line''
        from jsonb_array_elements($1) r; select r ->> ''Row'', ''Saved'' from jsonb_array_elements($1) r'`);
  const proxy = await startFaultProxy({ host: own.hostname, port: Number(own.port || 5432) });
  return {
    title: "PostgreSQL",
    connection: {
      ...limits,
      name: "Postgres",
      engine: "postgres",
      url: `postgres://${id}:soak@127.0.0.1:${proxy.port}/${id}`,
    },
    schema: "soak",
    proxy,
    async stored() {
      const { rows } = await database.query<{ batch: string; times: string }>(
        "select batch, count(*) as times from soak.ledger group by batch, line",
      );
      return grouped(rows.map(({ batch, times }) => [batch, Number(times)]));
    },
    async endConnections() {
      await administrator.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [
        id,
      ]);
    },
    async close() {
      await proxy.close();
      await database.end();
      await administrator.query(`drop database ${id} with (force)`);
      await administrator.query(`drop user ${id}`);
      await administrator.end();
    },
  };
}

/** @param url of a user who may create databases and users */
export async function mariaDbLedger(url: string): Promise<Ledger> {
  const id = uniqueName("soak");
  const administrator = await createConnection({ uri: url, rowsAsArray: true });
  const run = async (text: string) => (await administrator.query(text))[0] as unknown as unknown[][];
  for (const statement of [
    `create database ${id} character set utf8mb4`,
    `use ${id}`,
    "create table ledger (batch varchar(60) not null, line varchar(60) not null)",
    `create procedure \`rows\`(in number_of_rows int) select seq as Id, concat('row ', seq) as Name,
      cast(seq * 0.25 as decimal(12, 2)) as Amount from seq_1_to_1000000 where seq <= number_of_rows`,
    `create procedure save_line(in Batch varchar(60), in Line varchar(60))
      begin insert into ledger values (Batch, Line); select 'Saved' as Status; end`,
    `create procedure save_all(in Interject_DataToSave json) begin
      insert into ledger select b, l from json_table(Interject_DataToSave, '$[*]'
        columns (b varchar(60) path '$.Batch', l varchar(60) path '$.Line')) t;
      select r as \`Row\`, 'Saved' as Status
        from json_table(Interject_DataToSave, '$[*]' columns (r text path '$.Row')) t; end`,
    `create user '${id}'@'%' identified by 'soak'`,
    `grant select, insert, execute on ${id}.* to '${id}'@'%'`,
  ]) {
    await run(statement);
  }
  const own = new URL(url);
  const proxy = await startFaultProxy({ host: own.hostname, port: Number(own.port || 3306) });
  return {
    title: "MariaDB",
    connection: {
      ...limits,
      name: "MariaDB",
      engine: "mysql",
      url: `mysql://${id}:soak@127.0.0.1:${proxy.port}/${id}`,
    },
    schema: id,
    proxy,
    async stored() {
      const rows = await run("select batch, count(*) from ledger group by batch, line");
      return grouped(rows.map(([batch, times]) => [String(batch), Number(times)]));
    },
    async endConnections() {
      const rows = await run(
        `select id from information_schema.processlist where db = '${id}' and id <> connection_id()`,
      );
      // One may have ended by itself since it was listed.
      for (const [connection] of rows) await run(`kill ${connection}`).catch(() => {});
    },
    async close() {
      await proxy.close();
      await run(`drop database ${id}`);
      await run(`drop user '${id}'@'%'`);
      await administrator.end();
    },
  };
}

function grouped(rows: readonly (readonly [batch: string, times: number])[]): Map<string, number[]> {
  const batches = new Map<string, number[]>();
  for (const [batch, times] of rows) {
    const lines = batches.get(batch) ?? [];
    lines.push(times);
    batches.set(batch, lines);
  }
  return batches;
}
