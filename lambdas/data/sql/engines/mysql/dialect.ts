import type { Dialect } from "../dialect.ts";

export const dialect: Dialect = {
  defaultPort: 3306,
  quotes: ["`", "`"],
  systemSchemas: ["mysql", "performance_schema", "sys", "information_schema"],
  ownDatabase: "SELECT DATABASE()",
  placeholder: () => "?",
  // Parameters or the server's own @@names, '…', "…", `…`, -- …, # …, /* … */.
  pieces:
    /@@?([\p{L}_][\p{L}\p{N}_]*)|'(?:[^'\\]|''|\\[\s\S])*(?:'|\\?$)|"(?:[^"\\]|""|\\[\s\S])*(?:"|\\?$)|`(?:[^`]|``)*(?:`|$)|--\s[^\n]*|#[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$)/gu,
};
