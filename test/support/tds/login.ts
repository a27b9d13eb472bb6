import { readBytes, u8 } from "./bytes.ts";

/** What a client signs in with. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly application: string;
  readonly database: string;
  /** Whether it asks for a readable secondary. */
  readonly readOnly?: true;
  /** The access token that stands in place of user and password. */
  readonly accessToken?: string;
}

/**
 * Reads a LOGIN7 message ([MS-TDS] 2.2.6.4): offsets and lengths of its texts begin at byte 36,
 * four bytes each.
 */
export function readLogin(data: Buffer): Login {
  const bytes = (place: number) => {
    const offset = data.readUInt16LE(36 + 4 * place);
    return data.subarray(offset, offset + 2 * data.readUInt16LE(38 + 4 * place));
  };
  const text = (place: number) => bytes(place).toString("utf16le");
  const accessToken = accessTokenOf(data);
  return {
    user: text(1),
    password: readable(bytes(2)),
    application: text(3),
    database: text(8),
    // fReadOnlyIntent of TypeFlags.
    ...((data.readUInt8(26) & 0x20) === 0 ? {} : { readOnly: true as const }),
    ...(accessToken === null ? {} : { accessToken }),
  };
}

/**
 * The security token in the feature FEDAUTH ([MS-TDS] 2.2.6.4, FeatureExt): its options, whose upper seven
 * bits are the library (1 is a security token), its length and the token. Null where there is none.
 */
function accessTokenOf(data: Buffer): string | null {
  const hasFeatures = (data.readUInt8(27) & 0x10) !== 0;
  if (!hasFeatures) return null;
  const features = readBytes(data.subarray(data.readUInt32LE(data.readUInt16LE(56))));
  for (let feature = features.u8(); feature !== 0xff; feature = features.u8()) {
    const content = readBytes(features.bytes(features.u32()));
    if (feature !== 0x02 || content.u8() >> 1 !== 1) continue;
    return content.text(content.u32() / 2);
  }
  return null;
}

/** A password travels with the halves of each byte swapped and every bit of 0xA5 turned. */
function readable(bytes: Buffer): string {
  const plain = bytes.map((byte) => {
    const turned = byte ^ 0xa5;
    return ((turned << 4) | (turned >> 4)) & 0xff;
  });
  return Buffer.from(plain).toString("utf16le");
}

/** Values of the ENCRYPTION option ([MS-TDS] 2.2.6.5). */
export const encryption = { on: 0x01, notSupported: 0x02 } as const;

/**
 * The server's PRELOGIN: its version and whether it encrypts, each as token, offset and length (big-endian).
 */
export function preloginReply(encrypts: number): Buffer {
  const version = Buffer.from([16, 0, 0, 0, 0, 0]);
  const [versionAt, encryptionAt] = [11, 11 + version.length];
  return Buffer.concat([
    Buffer.from([0x00, 0, versionAt, 0, version.length]),
    Buffer.from([0x01, 0, encryptionAt, 0, 1]),
    u8(0xff),
    version,
    u8(encrypts),
  ]);
}
