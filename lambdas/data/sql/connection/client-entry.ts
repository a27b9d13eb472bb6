import * as v from "valibot";
import type { Address } from "./address.ts";
import { addressOfJson, addressOfText } from "./secret-contents.ts";
import { SourceUnavailable } from "./source-unavailable.ts";

/** An entry that names a secret, rather than holding what a secret would. */
const SecretEntry = v.strictObject({
  secret: v.string(),
  host: v.exactOptional(v.string()),
  port: v.exactOptional(v.number()),
  database: v.exactOptional(v.string()),
});

/** What an entry of a client map says: which secret to read, or what a secret would say. */
export type MappedSource = v.InferOutput<typeof SecretEntry> | { readonly address: Address };

/**
 * Reads an entry of a client map.
 * @param encrypted whether AWS keeps the map encrypted, so that it may hold passwords
 * @param holder the entry, to begin a sentence with
 * @throws SourceUnavailable where it cannot be used, without what it holds
 */
export function entrySource(entry: unknown, encrypted: boolean, holder: string): MappedSource {
  if (typeof entry === "object" && entry !== null && Object.hasOwn(entry, "secret")) {
    const named = v.safeParse(SecretEntry, entry);
    if (named.success) return named.output;
    throw new SourceUnavailable(
      `${holder} is wrong: beside secret it may have host, port (a number) and database`,
    );
  }
  if (!encrypted) {
    throw new SourceUnavailable(
      `${holder} holds more than the ARN of a secret, and the parameter is of type String. Make it a SecureString`,
    );
  }
  return {
    address: typeof entry === "string" ? addressOfText(entry, holder) : addressOfJson(entry, holder),
  };
}
