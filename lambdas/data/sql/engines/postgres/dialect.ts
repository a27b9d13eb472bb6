import type { Dialect } from "../dialect.ts";

export const dialect: Dialect = {
  defaultPort: 5432,
  quotes: ['"', '"'],
  systemSchemas: ["pg_catalog", "information_schema"],
  ownDatabase: "SELECT current_database()",
  placeholder: (place) => `$${place}`,
  // Parameters, '…', "…", $tag$…$tag$, -- …, /* … */.
  pieces:
    /@([\p{L}_][\p{L}\p{N}_]*)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$((?:[\p{L}_][\p{L}\p{N}_]*)?)\$(?:[\s\S]*?\$\2\$|[\s\S]*$)|--[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)/gu,
};
