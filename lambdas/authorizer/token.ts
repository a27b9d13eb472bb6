import * as v from "valibot";
import { TokenRefused } from "./refusal.ts";

/** A token in its parts, none of them verified. */
export interface UnverifiedToken {
  readonly header: v.InferOutput<typeof Header>;
  readonly payload: v.InferOutput<typeof Payload>;
  readonly headerB64: string;
  readonly payloadB64: string;
  readonly signatureB64: string;
}

const seconds = v.pipe(v.number(), v.finite());

/** RFC 7515 section 4.1. `kid` is needed to find the key. */
const Header = v.looseObject({ alg: v.string(), kid: v.string(), typ: v.optional(v.string()) });

/**
 * RFC 7519 section 4.1. Only what verifying needs is typed; `scope` may be a string or a list (Duende's default), so it is
 * read with the identity.
 */
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
 * @throws TokenRefused `token-malformed`
 */
export function decompose(token: string): UnverifiedToken {
  const [headerB64 = "", payloadB64 = "", signatureB64 = "", ...more] = token.split(".");
  if (more.length > 0) throw new TokenRefused("token-malformed");
  // An unsigned token has an empty signature: it is refused for its algorithm, like any other that is not on the list.
  if (signatureB64 !== "") bytesOf(signatureB64);
  return {
    header: parse(Header, headerB64),
    payload: parse(Payload, payloadB64),
    headerB64,
    payloadB64,
    signatureB64,
  };
}

function parse<S extends typeof Header | typeof Payload>(schema: S, part: string): v.InferOutput<S> {
  let value: unknown;
  try {
    const text = utf8.decode(bytesOf(part));
    value = JSON.parse(text);
    if (hasDuplicateNames(text)) throw new TokenRefused("token-malformed");
  } catch (cause) {
    if (cause instanceof TokenRefused) throw cause;
    throw new TokenRefused("token-malformed");
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new TokenRefused("token-malformed");
}

/**
 * Whether an object in a JSON text has a member name twice. Parsers differ in which one counts, so what is verified here
 * could mean something else elsewhere (RFC 7515 section 4, RFC 7519 section 4).
 */
function hasDuplicateNames(json: string): boolean {
  const open: (Set<string> | null)[] = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":")) {
      const name: unknown = JSON.parse(token.slice(0, -1));
      const names = open.at(-1);
      if (typeof name !== "string" || names?.has(name)) return true;
      names?.add(name);
    }
  }
  return false;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Refuses every spelling but the one: another would be another token with the same meaning. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.byteLength === 0 || bytes.toString("base64url") !== part)
    throw new TokenRefused("token-malformed");
  return bytes;
}
