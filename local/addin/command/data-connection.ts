import type { Environment } from "../../command-line/environment.ts";
import { places } from "../../command-line/places.ts";
import { accessToken } from "../../identity-provider/access-token.ts";
import { signingKey } from "../../identity-provider/signing-key.ts";
import { AnswerUnreadable } from "../answer-unreadable.ts";
import { ApiRefused, type DataPortal, TransferCut } from "../send.ts";

/** The options that say which API a command calls, and as whom. */
export const connectionOptions = { url: { type: "string" }, token: { type: "string" } } as const;

/**
 * The API that the options name, else that of `npm start`. A token of the local identity provider is renewed
 * when the API refuses it; one that was given cannot be.
 * @throws Error with one sentence that names the option that is wrong
 */
export function portalOf(
  { url, token }: { readonly url?: string | undefined; readonly token?: string | undefined },
  environment: Environment,
): DataPortal {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new Error(`--url must be an address such as https://api.example.com, not ${url}.`);
  if (token !== undefined && !/^[\x21-\x7E]+$/.test(token))
    throw new Error("--token must be one token, without spaces or line breaks.");
  const { host, port, issuer, folder } = places(environment);
  const fresh = () => accessToken(signingKey(folder), { issuer });
  // 0.0.0.0 means that the server listens at every address; the loopback address is always among them.
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host;
  return {
    url: url ?? `http://${reachable}:${port}`,
    ...(token === undefined ? { token: fresh(), renew: fresh } : { token }),
  };
}

/** There is no answer. The message is a sentence that says why. */
export class NoAnswer extends Error {}

/**
 * The answer.
 * @throws NoAnswer
 */
export async function answered<T>({ url }: DataPortal, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new NoAnswer(explained(error, url), { cause: error });
  }
}

function explained(error: unknown, url: string): string {
  if (error instanceof ApiRefused || error instanceof TransferCut) return error.message;
  if (error instanceof AnswerUnreadable) return `The answer ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  // fetch says "fetch failed", and why in the cause.
  const cause = error.cause instanceof Error ? error.cause : error;
  if ((cause as NodeJS.ErrnoException).code === "ECONNREFUSED")
    return `Nothing answers at ${url}. Is npm start running?`;
  return `No answer of ${url}: ${cause.message}`;
}
