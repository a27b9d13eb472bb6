-- What the contract suite expects of a PostgreSQL database: the same routines by the same names as in
-- mysql.sql.
create schema api;

create table api.items (
  sheet_row text, name text primary key, amount numeric(12, 2) not null check (amount >= 0), due date
);
create table api.secrets (client_id text not null, note text not null);
insert into api.secrets values ('client-1', 'of client 1'), ('client-2', 'of client 2'), ('', 'of nobody');
alter table api.secrets enable row level security;
create policy own on api.secrets using (client_id = nullif(current_setting('interject.client_id', true), ''));

create function api.values_of_every_type() returns table (
  "Flag" boolean, "Small" smallint, "Whole" integer, "Large" bigint, "Exact" numeric, "Double" double precision,
  "Text" text, "Fixed" char(5), "Day" date, "Moment" timestamp, "Zoned" timestamptz, "Bytes" bytea, "Id" uuid, "Nothing" text, "Json" jsonb
) language sql as $$
  values (true, (-32768)::smallint, 2147483647, 9223372036854775807, 12345678901234567890.123456789012345678, 0.1::float8,
    E'a"\\\n\t😀<&>', 'ab', '2026-06-16'::date, '2026-06-16 11:04:08.25'::timestamp, '2026-06-16 11:04:08.000001+05:30'::timestamptz,
    '\x0001ff'::bytea, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, null::text, '{"a": [1, null]}'::jsonb),
  (false, null, null, null, null, null, '', null, null, null, null, null, null, null, null)
$$;

create function api.echo(a_text text, whole integer default 7, amount numeric default null, due date default null, flag boolean default null)
returns table (a_text text, whole integer, amount numeric, due date, flag boolean) language sql as $$
  select $1, $2, $3, $4, $5
$$;

create function api.moment(at timestamp) returns table (at timestamp) language sql as $$ select $1 $$;

create function api.count_rows(number_of_rows integer) returns refcursor language plpgsql as $$
declare c refcursor := 'rows_of_count';
begin
  open c for select i as id, 'row ' || i as name, (i * 0.25)::numeric(12, 2) as amount from generate_series(1, number_of_rows) i;
  return c;
end $$;

create function api.fails_after(number_of_rows integer) returns refcursor language plpgsql as $$
declare c refcursor := 'failing';
begin
  open c for select i as id, 1 / (number_of_rows - i + 1) as one from generate_series(1, number_of_rows + 10) i;
  return c;
end $$;

create function api.big_cell(size integer) returns table (cell text) language sql as $$ select repeat('é', size) $$;

create function api.several_tables() returns setof refcursor language plpgsql as $$
declare first refcursor := 'first'; empty refcursor := 'empty'; last refcursor := 'last';
begin
  open first for select 1 as one; return next first;
  open empty for select 2 as two where false; return next empty;
  open last for select 3 as three, 4 as three; return next last;
end $$;

create procedure api.outputs(in factor integer, inout amount numeric, out total numeric, out said text) language plpgsql as $$
begin
  total := factor * amount; amount := amount + 1; said := null;
end $$;

create function api.doubled(amount numeric) returns numeric language sql as $$ select amount * 2 $$;

create function api.whoami() returns table (user_id text, client_id text, login_name text, subject text, roles text, principal text) language sql as $$
  select current_setting('interject.user_id', true), current_setting('interject.client_id', true),
    current_setting('interject.login_name', true), current_setting('interject.subject', true), current_setting('interject.roles', true),
    current_setting('interject.principal', true)
$$;

create function api.system_values("Interject_UserID" text, "Interject_LoginName" text, "Interject_ExcelVersion" text)
returns table (user_id text, login_name text, excel_version text) language sql as $$ select $1, $2, $3 $$;

create function api.context_xml("Interject_RequestContext" text) returns table (xml text) language sql as $$ select $1 $$;

create function api.roles("Interject_UserRoles" text) returns table (told text, session text) language sql as $$
  select $1, current_setting('interject.roles', true)
$$;

create function api.secrets_of_client() returns table (note text) language sql as $$ select note from api.secrets order by 1 $$;

create function api.save_item("Row" text, name text, amount numeric, due date default null) returns table ("Status" text) language plpgsql as $$
begin
  if save_item.name = 'forbidden' then raise exception 'UserError: This name is not for sale.'; end if;
  insert into api.items values ("Row", save_item.name, save_item.amount, save_item.due);
  return query select 'Saved as ' || upper(save_item.name);
end $$;

create function api.save_items("Interject_DataToSave" jsonb) returns table ("Row" text, "Status" text) language plpgsql as $$
begin
  insert into api.items select r."Row", r."Name", r."Amount" from jsonb_to_recordset("Interject_DataToSave") as r("Row" text, "Name" text, "Amount" numeric);
  return query select r."Row", 'Saved' from jsonb_to_recordset("Interject_DataToSave") as r("Row" text);
end $$;

create function api.save_xml("Interject_XMLDataToSave" text) returns table (xml text) language sql as $$ select $1 $$;

create procedure api.save_and_report(in name text, inout "Interject_ReturnError" text) language plpgsql as $$
begin
  insert into api.items values ('1', name, 1);
  "Interject_ReturnError" := case when name like 'bad%' then 'The period is closed.' when name like 'note%' then 'UserNotice: It is late.' else '' end;
end $$;

create function api.refuses(words text) returns void language plpgsql as $$ begin raise exception '%', words; end $$;
create function api.faulty() returns integer language plpgsql as $$ begin return (select count(*) from api.no_such_table); end $$;
create function api.slow(seconds double precision) returns integer language sql as $$ select 1 from pg_sleep(seconds) $$;
create function api.leave_traces() returns integer language plpgsql as $$
begin
  create temporary table traces (x integer);
  perform set_config('interject.trace', 'left', false);
  perform pg_advisory_lock(4711);
  return pg_backend_pid();
end $$;
create function api.find_traces() returns table (trace text, a_table text, locks bigint) language sql as $$
  select current_setting('interject.trace', true), to_regclass('pg_temp.traces')::text,
    (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())
$$;
create function api.hidden() returns integer language sql as $$ select 1 $$;
create function api."Mixed Case ""quoted"""() returns integer language sql as $$ select 42 $$;
create function api.overloaded(a integer) returns text language sql as $$ select 'one'::text $$;
create function api.overloaded(a integer, b integer) returns text language sql as $$ select 'two'::text $$;
create view api.items_view as select name, amount from api.items;
