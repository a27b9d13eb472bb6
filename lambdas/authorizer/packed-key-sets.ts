import * as v from "valibot";
import { log } from "../log.ts";
import { type Jwk, parseKeySet } from "./fetch-key-set.ts";

/** The file beside the bundle's `index.mjs`: a key set (RFC 7517 section 5) for each issuer's name. */
const file = new URL("key-sets.json", import.meta.url);
const Packed = v.record(v.string(), v.unknown());

/**
 * The key sets that were packed at deployment, by the issuer's name. A file that cannot be read is only
 * logged, for packed sets are a fallback.
 */
export function readPackedKeySets(from: URL = file): ReadonlyMap<string, readonly Jwk[]> {
  try {
    // Not imported: as a module of an ES module it would load all that reads files, 4 ms of a cold start.
    const { readFileSync } = process.getBuiltinModule("node:fs");
    const packed = v.parse(Packed, JSON.parse(readFileSync(from, "utf8")));
    return new Map(Object.entries(packed).map(([name, set]) => [name, parseKeySet(set)]));
  } catch (error) {
    log.error("packed-key-sets-unreadable", { error: error instanceof Error ? error : String(error) });
    return new Map();
  }
}
