import { sign } from "node:crypto";
import { signature, signingInput } from "../support/tokens.ts";
import { refused, type TokenCase, type TokenKit } from "./kit.ts";

/** RFC 8725 sections 2.1 and 3.1 to 3.3. */
export function algorithmCases(kit: TokenKit): readonly TokenCase[] {
  const { header, payload, key, sealed, hmac, token, good, unfit } = kit;
  const unsigned = (alg: string) => `${signingInput(header({ alg }), payload())}.`;
  const other = (name: string, text: string) => refused(name, text, "algorithm-not-allowed");
  const forged = (name: string, text: string) => refused(name, text, "signature-invalid");
  const misfit = (name: string, text: string) => refused(name, text, "key-unfit");
  const es256 = header({ alg: "ES256", kid: "k-ES256" });
  const input = signingInput(es256, payload());
  const der = sign("sha256", Buffer.from(input), key("ES256").privateKey);
  const [head = "", body = "", seal = ""] = good.split(".");
  const [, otherBody = ""] = token({}, { sub: "admin" }).split(".");
  const [otherHead = ""] = token({ typ: "application/at+jwt" }).split(".");
  return [
    other("none", unsigned("none")),
    other("None", unsigned("None")),
    other("NONE", unsigned("NONE")),
    other("nOnE", unsigned("nOnE")),
    other("none, with a signature", sealed(Buffer.from("x"), { alg: "none" })),
    other("an empty alg", unsigned("")),
    other("HS256 with the public key in PEM", hmac("HS256", "pem")),
    other("HS256 with the public key in DER", hmac("HS256", "der")),
    other("HS256 with the modulus", hmac("HS256", "modulus")),
    other("HS384 with the public key", hmac("HS384", "pem")),
    other("HS512 with the public key", hmac("HS512", "pem")),
    other("HS256 with a secret of the key set", sealed(Buffer.alloc(32), { alg: "HS256", kid: "secret" })),
    other("PS256, properly signed", kit.pss()),
    other("RS1", token({ alg: "RS1" })),
    other("ES256K", token({ alg: "ES256K" })),
    other("rs256 in small letters", token({ alg: "rs256" })),
    other("RS256 and a space", token({ alg: "RS256 " })),
    other("dir, an algorithm for encryption", token({ alg: "dir", enc: "A256GCM" })),
    other("a name of every object", token({ alg: "constructor" })),
    forged("no signature", `${head}.${body}.`),
    forged("a signature of zeros", sealed(Buffer.alloc(256))),
    forged("a signature of one byte", sealed(Buffer.from([1]))),
    forged("a signature cut short", sealed(Buffer.from(seal, "base64url").subarray(0, 255))),
    forged(
      "a signature with a byte more",
      sealed(Buffer.concat([Buffer.from(seal, "base64url"), Buffer.from([0])])),
    ),
    forged("another payload under the signature", `${head}.${otherBody}.${seal}`),
    forged("another header under the signature", `${otherHead}.${body}.${seal}`),
    forged("ES256 of zeros, Java's CVE-2022-21449", sealed(Buffer.alloc(64), es256)),
    forged("ES256 in DER", `${input}.${der.toString("base64url")}`),
    forged(
      "ES256 cut short",
      `${input}.${signature(key("ES256"), input, "ES256").subarray(0, 63).toString("base64url")}`,
    ),
    forged("EdDSA of zeros", sealed(Buffer.alloc(64), { alg: "EdDSA", kid: "k-EdDSA" })),
    misfit("ES256 with an RSA key", token({ alg: "ES256" }, {}, unfit.anyRsa)),
    misfit("RS256 with an EC key", token({ alg: "RS256" }, {}, unfit.anyEc)),
    misfit("EdDSA with an RSA key", token({ alg: "EdDSA" }, {}, unfit.anyRsa)),
    misfit("ES256 with a key on another curve", token({ alg: "ES256" }, {}, unfit.anyEc)),
    misfit("RS512 with a key for RS256", token({ alg: "RS512" })),
    misfit("RS256 with a key for RS512", token({ alg: "RS256" }, {}, key("RS512"))),
  ];
}
