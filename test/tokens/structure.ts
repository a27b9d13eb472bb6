import { signToken } from "../support/tokens.ts";
import { audience, issuer, refused, type TokenCase, type TokenKit } from "./kit.ts";

/** RFC 7515 sections 2, 4 and 7.1; RFC 7519 sections 4 and 7.2. */
export function structureCases(kit: TokenKit): readonly TokenCase[] {
  const { good, key, raw, token, now } = kit;
  const [head = "", body = "", seal = ""] = good.split(".");
  const header = JSON.stringify(kit.header());
  const payload = JSON.stringify(kit.payload());
  const malformed = (name: string, text: string) => refused(name, text, "token-malformed");
  const claims = (text: string) =>
    raw(header, `{"iss":"${issuer}","aud":"${audience}","iat":${now},"exp":${now + 60},${text}}`);
  // The last character of 256 bytes in base64url carries four bits that mean nothing.
  const twin = seal.slice(0, -1) + String.fromCharCode((seal.codePointAt(seal.length - 1) ?? 0) + 1);
  const binary = (bytes: readonly number[]) => {
    const input = `${head}.${Buffer.from([...bytes, ...Buffer.from(payload)]).toString("base64url")}`;
    return `${input}.${seal}`;
  };
  return [
    malformed("one part", "abc"),
    malformed("two parts", `${head}.${body}`),
    malformed("four parts", `${good}.${seal}`),
    malformed("five parts, as an encrypted token has", `${head}.${seal}.${seal}.${seal}.${seal}`),
    malformed("dots alone", ".."),
    malformed("an empty header part", `.${body}.${seal}`),
    malformed("an empty payload", `${head}..${seal}`),
    malformed("a dot in front", `.${good}`),
    malformed("a dot behind", `${good}.`),
    malformed("an opaque token", "2YotnFZFEjr1zCsicMWpAA"),
    malformed("base64 in place of base64url", `${head}.${body}.${seal.slice(0, -2)}+/`),
    malformed("a padded signature", `${good}==`),
    malformed("another spelling of the same signature", `${head}.${body}.${twin}`),
    malformed("a part of impossible length", `${head}A.${body}.${seal}`),
    malformed("a tilde", `${head}.${body}~.${seal}`),
    malformed("a header that is a list", raw("[]", payload)),
    malformed("a header that is a text", raw('"RS256"', payload)),
    malformed("a header that is null", raw("null", payload)),
    malformed("a header that is no JSON", raw("alg=RS256", payload)),
    malformed("a payload that is a list", raw(header, `[${payload}]`)),
    malformed("a payload that is a number", raw(header, "42")),
    malformed("a payload that is a token in a text", raw(header, JSON.stringify(good))),
    malformed("a payload that is no JSON", raw(header, payload.slice(0, -1))),
    malformed("a comma too many", raw(header, payload.replace("}", ",}"))),
    malformed("a comment", raw(header, payload.replace("{", "{/**/"))),
    malformed("single quotation marks", raw(header, payload.replaceAll('"', "'"))),
    malformed("text behind the payload", raw(header, `${payload}{}`)),
    malformed("a byte order mark", binary([0xef, 0xbb, 0xbf])),
    malformed("bytes that are no UTF-8", binary([0xff, 0xfe])),
    malformed("NUL behind the payload", raw(header, `${payload}\u0000`)),
    malformed("no alg", token({ alg: undefined })),
    malformed("an alg that is a number", token({ alg: 256 })),
    malformed("an alg that is a list", token({ alg: ["RS256"] })),
    malformed("no kid", token({ kid: undefined })),
    malformed("a kid that is a number", token({ kid: 1 })),
    malformed("a kid that is an object", token({ kid: { $ne: null } })),
    malformed("a typ that is a list", token({ typ: ["at+jwt"] })),
    malformed("no iss", token({}, { iss: undefined })),
    malformed("an iss that is a list", token({}, { iss: [issuer] })),
    malformed("an iss that is null", token({}, { iss: null })),
    malformed("a sub that is a number", token({}, { sub: 42 })),
    malformed("a sub that is an object", token({}, { sub: { id: 42 } })),
    malformed("an aud that is a number", token({}, { aud: 7 })),
    malformed("an aud that is an object", token({}, { aud: { [audience]: true } })),
    malformed("an aud with a number in its list", token({}, { aud: [audience, 7] })),
    malformed("an exp that is a text", token({}, { exp: String(now + 3600) })),
    malformed("an exp that is a date", token({}, { exp: "2999-01-01T00:00:00Z" })),
    malformed("an exp that is null", token({}, { exp: null })),
    malformed("an exp beyond all numbers", raw(header, payload.replace(/"exp":\d+/, '"exp":1e999'))),
    malformed("an nbf that is true", token({}, { nbf: true })),
    malformed("an iat that is a text", token({}, { iat: "now" })),
    malformed("alg twice", raw(header.replace("{", '{"alg":"none",'), payload)),
    malformed("kid twice", raw(header.replace("{", '{"kid":"other",'), payload)),
    malformed("sub twice", claims('"sub":"admin","sub":"42"')),
    malformed("exp twice", claims(`"sub":"42","exp":${now + 999_999}`)),
    malformed("iss twice", claims(`"sub":"42","iss":"${issuer}"`)),
    malformed("sub twice, spelled with an escape", claims('"sub":"42","s\\u0075b":"admin"')),
    malformed("a name twice in an object within", claims('"sub":"42","a":{"b":1,"b":2}')),
    malformed("a name twice in a list's object", claims('"sub":"42","a":[0,{"b":1,"b":2}]')),
    malformed(
      "lists within lists, deeper than any reader follows",
      signToken(key("RS256"), header, "[".repeat(3000)),
    ),
  ];
}
