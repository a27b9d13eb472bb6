import type { Probe } from "../engine.ts";

/**
 * Row-level security does not hold for a superuser, for a role with BYPASSRLS, and for the owner of a table
 * that does not force it (PostgreSQL: "Row Security Policies").
 */
export const probe: Probe = {
  account: `
select 'ok', format('Signed in as %s on PostgreSQL %s.', current_user, current_setting('server_version'))
union all
select 'warning', format('The user %s is a superuser: it may read and change everything, and row-level security does not hold for it.', rolname)
  from pg_catalog.pg_roles where rolname = current_user and rolsuper
union all
select 'warning', format('The user %s has BYPASSRLS: row-level security does not hold for it.', rolname)
  from pg_catalog.pg_roles where rolname = current_user and rolbypassrls and not rolsuper
union all
select 'warning', format('The user %s owns %s.%s: the table''s row-level security does not hold for its owner. Give the table another owner, or FORCE ROW LEVEL SECURITY.', current_user, n.nspname, c.relname)
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_roles r on r.rolname = current_user and not r.rolsuper and not r.rolbypassrls
  where c.relrowsecurity and not c.relforcerowsecurity and pg_catalog.pg_has_role(c.relowner, 'USAGE')`,
  routines: `
select n.nspname, p.proname, pg_catalog.pg_get_function_arguments(p.oid),
  (pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_function_privilege(p.oid, 'EXECUTE'))::int, 1
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_type t on t.oid = p.prorettype
where p.prokind in ('f', 'p') and p.provariadic = 0 and n.nspname not in ('pg_catalog', 'information_schema')
  and t.typname not in ('trigger', 'event_trigger', 'internal', 'language_handler')
order by n.nspname, p.proname, p.oid`,
};
