import { createPublicKey } from "node:crypto";
import { federated, issuer, refused, type TokenCase, type TokenKit } from "./kit.ts";

/** RFC 8725 sections 2.7, 3.2, 3.5, 3.8 and 3.10; RFC 7515 section 4.1. */
export function keyCases({
  token,
  federatedToken,
  stranger,
  unfit,
  key,
  exponentOne,
}: TokenKit): readonly TokenCase[] {
  const own = createPublicKey(stranger.privateKey).export({ format: "jwk" });
  const unknown = (name: string, kid: string) => refused(name, token({ kid }, {}, stranger), "key-unknown");
  const brought = (name: string, header: object) =>
    refused(name, token(header, {}, stranger), "signature-invalid");
  const misfit = (name: string, text: string) => refused(name, text, "key-unfit");
  const foreign = (name: string, iss: string) => refused(name, token({}, { iss }), "issuer-unknown");
  return [
    refused("a stranger's key under the right kid", token({}, {}, stranger), "signature-invalid"),
    unknown("a kid that nobody knows", "nobody"),
    unknown("an empty kid", ""),
    unknown("a kid in another letter case", "K-rs256"),
    unknown("a kid and a space", "k-RS256 "),
    unknown("a kid that is a path", "../../../../dev/null"),
    unknown("a kid that is a query", "x' UNION SELECT 'secret' -- "),
    unknown("a kid that is a command", "k-RS256|id"),
    unknown("a kid that is an address", "https://evil.example/key"),
    unknown("a kid of every object", "__proto__"),
    unknown("a kid of 1,000 characters", "k".repeat(1000)),
    brought("a key brought along in jwk", { jwk: own }),
    brought("a key brought along in jku", { jku: "https://evil.example/jwks" }),
    brought("a key brought along in jku, under the issuer's address", { jku: `${issuer}/../evil/jwks` }),
    brought("a key brought along in x5u", { x5u: "https://evil.example/cert.pem" }),
    brought("a key brought along in x5c", { x5c: ["MIIB"] }),
    misfit("a key of 1,024 bits", token({}, {}, unfit.weak)),
    misfit("a key for encryption", token({}, {}, unfit.encryption)),
    misfit("a key that may not verify", token({}, {}, unfit.cannotVerify)),
    misfit("a key with the exponent one", exponentOne()),
    refused("the other issuer's key under its own kid", federatedToken({}, {}, key("RS256")), "key-unknown"),
    refused(
      "the other issuer's name under this one's key",
      token({ typ: "JWT" }, { iss: federated }),
      "key-unknown",
    ),
    foreign("an issuer that nobody trusts", "https://evil.example"),
    foreign("an issuer with a slash more", `${issuer}/`),
    foreign("an issuer with a slash less", federated.replace(/\/$/, "")),
    foreign("an issuer in capitals", issuer.toUpperCase()),
    foreign("an issuer over http", issuer.replace("https", "http")),
    foreign("an issuer with its port", `${issuer}:443`),
    foreign("an issuer that begins alike", `${issuer}.evil.example`),
    foreign("an issuer with a user before it", "https://auth.example.test@evil.example"),
    foreign("an issuer in letters that look alike", "https://аuth.example.test"),
    foreign("an issuer and a space", `${issuer} `),
    foreign("an empty issuer", ""),
    foreign("an issuer of every object", "__proto__"),
  ];
}
