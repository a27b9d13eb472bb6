import { generateKeyPairSync, randomBytes, sign, X509Certificate } from "node:crypto";

/** A certificate that signs itself, and its key, for a server of a test on this machine. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a certificate for 127.0.0.1 and localhost, valid for a day (RFC 5280 section 4.1), since Node reads
 * certificates but makes none.
 */
export function selfSigned(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));
  const name = sequence(der(0x31, sequence(objectId("550403"), der(0x0c, Buffer.from("A test's server")))));
  const now = Date.now();
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(now - 3_600_000), time(now + 86_400_000)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      sequence(
        // Basic constraints: it may stand as an authority, so that trusting it is enough.
        extension("551d13", sequence(der(0x01, Buffer.from([0xff])))),
        // Subject alternative names: an address and a host's name.
        extension(
          "551d11",
          sequence(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from("localhost"))),
        ),
      ),
    ),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", body, privateKey));
  const whole = sequence(body, ecdsaWithSha256, signature);
  return {
    cert: new X509Certificate(whole).toString(),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** A tag, a length and what it holds (X.690). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const integer = (bytes: Buffer) => der(0x02, bytes);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const extension = (id: string, value: Buffer) => sequence(objectId(id), der(0x04, value));
/** UTCTime: `260616110408Z`. */
const time = (ms: number) =>
  der(
    0x17,
    Buffer.from(
      `${new Date(ms)
        .toISOString()
        .slice(2)
        .replace(/[-:T]|\..*/g, "")}Z`,
    ),
  );
