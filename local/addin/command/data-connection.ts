import type { Environment } from "../../command-line/environment.ts";
import { places } from "../../command-line/places.ts";
import { accessToken } from "../../identity-provider/access-token.ts";
import { signingKey } from "../../identity-provider/signing-key.ts";
import { AnswerUnreadable } from "../answer-unreadable.ts";
import { ApiRefused, type DataPortal, TransferCut } from "../send.ts";

/** The options that say which API a command calls, and as whom. */
export const connectionOptions = {
  url: { type: "string" },
  token: { type: "string" },
  "sign-in": { type: "string" },
  "client-id": { type: "string" },
  scope: { type: "string", default: "openid offline_access" },
} as const;

/** What stands under {@link connectionOptions}. */
interface ConnectionValues {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly "sign-in"?: string | undefined;
  readonly "client-id"?: string | undefined;
  readonly scope: string;
}

/**
 * The API that the options name, else that of `npm start`. A token of the local identity provider is renewed
 * when the API refuses it, and one of a sign-in if its issuer allows it; one that was given cannot be.
 * @param tell is told where to sign in
 * @throws Error with one sentence that names the option that is wrong
 */
export async function portalOf(
  { url, token, "sign-in": issuer, "client-id": clientId, scope }: ConnectionValues,
  environment: Environment,
  tell: (text: string) => void = (text) => void process.stderr.write(text),
): Promise<DataPortal> {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new Error(`--url must be an address such as https://api.example.com, not ${url}.`);
  if (token !== undefined && !/^[\x21-\x7E]+$/.test(token))
    throw new Error("--token must be one token, without spaces or line breaks.");
  if (issuer !== undefined && token !== undefined) throw new Error("Say --token or --sign-in, not both.");
  if (issuer !== undefined && clientId === undefined)
    throw new Error("--sign-in needs --client-id: the id of a public client at the issuer.");
  const { host, port, issuer: local, folder } = places(environment);
  const fresh = () => accessToken(signingKey(folder), { issuer: local });
  // 0.0.0.0 means that the server listens at every address; the loopback address is always among them.
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host;
  const address = url ?? `http://${reachable}:${port}`;
  if (token !== undefined) return { url: address, token };
  if (issuer === undefined || clientId === undefined) return { url: address, token: fresh(), renew: fresh };
  // Loaded only where somebody signs in.
  const { signIn } = await import("./sign-in.ts");
  return { url: address, ...(await signIn(issuer, clientId, scope, tell)) };
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
