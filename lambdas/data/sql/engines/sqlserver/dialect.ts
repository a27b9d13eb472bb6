import type { Dialect } from "../dialect.ts";

export const dialect: Dialect = {
  defaultPort: 1433,
  quotes: ["[", "]"],
  systemSchemas: ["sys", "information_schema"],
  ownDatabase: "SELECT DB_NAME()",
  placeholder: (place) => `@p${place}`,
  // Parameters or the server's own @@names, '…', "…", […], -- …, /* … */.
  pieces:
    /@@?([\p{L}_][\p{L}\p{N}_]*)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\[(?:[^\]]|\]\])*(?:\]|$)|--[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)/gu,
};
