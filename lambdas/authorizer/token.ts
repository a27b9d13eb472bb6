import * as v from "valibot";
import { TokenRefused } from "./refusal.ts";
import { parseStrictJson } from "./strict-json.ts";

/** A token in its parts, none of them verified. */
export interface UnverifiedToken {
  readonly header: v.InferOutput<typeof Header>;
  readonly payload: v.InferOutput<typeof Payload>;
  readonly headerB64: string;
  readonly payloadB64: string;
  readonly signatureB64: string;
}

/** RFC 7515 section 4.1. `kid` is needed to find the key. */
const Header = v.looseObject({ alg: v.string(), kid: v.string(), typ: v.optional(v.string()) });

const seconds = v.pipe(v.number(), v.finite());

/** RFC 7519 section 4.1. Only what verifying needs is typed; the identity reads the rest. */
const Payload = v.looseObject({
  iss: v.string(),
  sub: v.optional(v.string()),
  aud: v.optional(v.union([v.string(), v.array(v.string())])),
  exp: v.optional(seconds),
  nbf: v.optional(seconds),
  iat: v.optional(seconds),
});

/**
 * Takes a JWS in compact form apart (RFC 7515 section 7.1): three parts of canonical base64url, JSON objects
 * without duplicate member names in the first two.
 * @throws TokenRefused `token-malformed`, with the part or claim that is wrong
 */
export function decompose(token: string): UnverifiedToken {
  const parts = token.split(".");
  const [headerB64 = "", payloadB64 = "", signatureB64 = ""] = parts;
  if (parts.length !== 3) throw malformed(`${parts.length} parts instead of 3`);
  // An unsigned token has an empty signature. The rules refuse it for its algorithm, which is not on the
  // list.
  if (signatureB64 !== "" && bytesOf(signatureB64) === null) throw malformed("signature");
  return {
    header: parse(Header, headerB64, "header"),
    payload: parse(Payload, payloadB64, "payload"),
    headerB64,
    payloadB64,
    signatureB64,
  };
}

function parse<S extends typeof Header | typeof Payload>(
  schema: S,
  part: string,
  name: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, jsonOf(part, name));
  if (result.success) return result.output;
  throw malformed(v.getDotPath(result.issues[0]) ?? name);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function jsonOf(part: string, name: string): unknown {
  const bytes = bytesOf(part);
  if (bytes === null) throw malformed(name);
  try {
    return parseStrictJson(utf8.decode(bytes));
  } catch {
    throw malformed(name);
  }
}

/** Null for any but the canonical spelling: another spelling would be another token with the same meaning. */
function bytesOf(part: string): Buffer | null {
  const bytes = Buffer.from(part, "base64url");
  return bytes.byteLength === 0 || bytes.toString("base64url") !== part ? null : bytes;
}

function malformed(actual: string): TokenRefused {
  return new TokenRefused("token-malformed", { actual });
}
