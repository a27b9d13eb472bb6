import * as v from "valibot";
import { pattern } from "./checks.ts";
import { ConnectionList } from "./connections.ts";
import { workbookIdentityEntries } from "./workbook-identity.ts";

/**
 * For a request whose user is not the token's: refuse it, warn in the log and answer it, or just answer it.
 */
const ContradictionPolicy = v.picklist(["refuse", "log", "off"], "it must be refuse, log or off");

/** The data function's settings that are the stack's too. */
export const dataEntries = {
  /** Whether the API has the example endpoints (`/api/v1/example/...`). */
  examples: v.optional(v.boolean("it must be true or false"), false),
  /** What happens to a request that names another user or client id than its token. */
  contradictingIds: v.optional(ContradictionPolicy, "refuse"),
  /** The same for the login name, which a person can change. */
  contradictingNames: v.optional(ContradictionPolicy, "log"),
  ...workbookIdentityEntries,
  /** Databases that reports and data portals can name. */
  connections: v.optional(ConnectionList, () => []),
  /**
   * `Access-Control-Allow-Origin` of every answer: one origin, or `*`, which is safe because no browser sends
   * a bearer token by itself; null sends no CORS headers.
   */
  corsOrigin: v.optional(
    v.nullable(
      pattern(
        /^(\*|https?:\/\/[A-Za-z0-9.-]+(:\d+)?)$/,
        "it must be *, one origin such as https://app.example.com, or null",
      ),
    ),
    "*",
  ),
};

/** What the data function needs to know. */
export const DataSettings = v.strictObject({
  ...dataEntries,
  /** Name and version that `GET /version` and `GET /api/v1/status/options` answer. */
  name: v.string(),
  version: v.string(),
});
export type DataSettings = v.InferOutput<typeof DataSettings>;
