import type { Address } from "./address.ts";
import { addressOfText } from "./secret-contents.ts";
import { SourceUnavailable } from "./source-unavailable.ts";

/** What the secrets that have been read say, by their ARN. */
const addresses = new Map<string, Promise<Address>>();

/**
 * What a secret says of a database. The secret is read once, and again after {@link forgetSecret}.
 * @throws SourceUnavailable that names the secret and never what it holds
 */
export function secretAddress(arn: string): Promise<Address> {
  const known = addresses.get(arn);
  if (known !== undefined) return known;
  const reading = readSecret(arn).then((text) => addressOfText(text, `The secret ${arn}`));
  addresses.set(arn, reading);
  // The next request tries again.
  reading.catch(() => addresses.delete(arn));
  return reading;
}

/**
 * Has the secret read again when it is next needed: the database refuses what it says, so it may have been
 * rotated.
 */
export function forgetSecret(arn: string): void {
  addresses.delete(arn);
}

/** A secret's text as it is now. @throws SourceUnavailable */
export async function readSecret(arn: string): Promise<string> {
  const { secretText } = await import("./aws/secret-text.ts");
  const text = await secretText(arn);
  if (text === undefined) throw new SourceUnavailable(`The secret ${arn} holds bytes instead of a text`);
  return text;
}
