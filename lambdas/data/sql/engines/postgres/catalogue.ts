import type { Routine, RoutineName, RoutineParameter } from "../engine.ts";
import { dataTypeOf } from "./cells.ts";

/** What a call needs to know of a routine beside its parameters. */
export interface PostgresDetail {
  /** How its results come: rows, one row or value, names of cursors, or nothing. */
  readonly returns: "rows" | "row" | "cursors" | "nothing";
}

/**
 * Routines of a name with their parameters in order, from `pg_proc` (PostgreSQL: "System Catalogs"). A type's
 * name is asked for with the modifier -1: without a modifier `char` and `bit` would be named so that a cast
 * cuts a value to one character. Aggregates, window and trigger functions cannot be called. Without a schema,
 * those on the search path count. The two values are the schema, or null, and the name.
 * @param ofName which names count
 */
const routinesQuery = (ofName: string) => `
select n.nspname, p.proname, p.prokind,
  coalesce(p.proargnames, '{}') as names,
  coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs])) as modes,
  a.types, a.bases, p.pronargs - p.pronargdefaults as required,
  p.proretset, rt.typname as return_type, rt.typtype as return_kind,
  coalesce('t' = any(p.proargmodes::text[]), false) as returns_table,
  p.prorettype = 'record'::regtype and not coalesce(p.proargmodes::text[] && '{o,b,t}', false) as shapeless
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_type rt on rt.oid = p.prorettype
cross join lateral (
  select array_agg(pg_catalog.format_type(t.oid, -1) order by u.at) as types,
    array_agg(coalesce(base.typname, t.typname)::text order by u.at) as bases
  from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u(oid, at)
  join pg_catalog.pg_type t on t.oid = u.oid
  left join pg_catalog.pg_type base on t.typtype = 'd' and base.oid = t.typbasetype
) a
where ${ofName} and p.prokind in ('f', 'p')
  and case when $1::text is null then pg_catalog.pg_function_is_visible(p.oid) else lower(n.nspname) = lower($1) end
  and p.provariadic = 0 and rt.typname not in ('trigger', 'event_trigger', 'internal', 'language_handler')
order by p.proname = $2::text desc, n.nspname = $1::text desc, p.oid
limit 50`;

/**
 * To be asked one after the other until there are rows: for the name as it is written or as PostgreSQL
 * folds it, by the catalogue's index, and for the name in any letter case, over all routines there are.
 */
export const routinesQueries: readonly string[] = [
  routinesQuery("p.proname in ($2::text::name, lower($2::text)::name)"),
  routinesQuery("lower(p.proname) = lower($2::text)"),
];

type Text = string | null;

/**
 * Reads the rows of {@link routinesQueries}. If a routine has exactly the wanted spelling, other
 * spellings do not count.
 */
export function routinesOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  wanted: RoutineName,
): readonly Routine<PostgresDetail>[] {
  const routines = rows.map(routineOf);
  const exact = routines.filter(
    ({ schema, name }) => name === wanted.name && (wanted.schema === null || schema === wanted.schema),
  );
  return exact.length > 0 ? exact : routines;
}

function routineOf(row: Readonly<Record<string, unknown>>): Routine<PostgresDetail> {
  const list = (key: string) => (row[key] ?? []) as readonly Text[];
  const modes = list("modes");
  const [names, types, bases] = [list("names"), list("types"), list("bases")];
  let inputs = 0;
  const parameters = modes.flatMap((mode, at): RoutineParameter[] => {
    // `t` is a column of the returned table.
    if (mode === "t" || mode === "v") return [];
    const isInput = mode === "i" || mode === "b";
    if (isInput) inputs++;
    const base = bases[at] ?? "";
    return [
      {
        name: names[at] ?? "",
        mode: mode === "o" ? "out" : mode === "b" ? "inout" : "in",
        type: types[at] ?? "text",
        dataType: dataTypeOf(base),
        takesRows: base === "json" || base === "jsonb" ? "json" : null,
        // Defaults stand at the end, counted over input parameters.
        hasDefault: isInput && inputs > Number(row["required"]),
      },
    ];
  });
  return {
    kind: row["prokind"] === "p" ? "procedure" : "function",
    schema: String(row["nspname"]),
    name: String(row["proname"]),
    parameters,
    detail: { returns: returnsOf(row) },
  };
}

function returnsOf(row: Readonly<Record<string, unknown>>): PostgresDetail["returns"] {
  if (row["return_type"] === "void" || row["shapeless"] === true) return "nothing";
  if (row["return_type"] === "refcursor") return "cursors";
  // The output parameters of a function that returns a set are the columns of its table.
  return row["proretset"] === true || row["return_kind"] === "c" ? "rows" : "row";
}
