import {
  allowInsecureRequests,
  type Configuration,
  discovery,
  initiateDeviceAuthorization,
  None,
  pollDeviceAuthorizationGrant,
  refreshTokenGrant,
} from "openid-client";
import { visible } from "../../command-line/visible.ts";

/** An access token of somebody who has signed in, and a way to another one where the issuer gives one. */
export interface SignedIn {
  readonly token: string;
  /** @throws Error with a sentence */
  readonly renew?: () => Promise<string>;
}

/**
 * Has a person sign in at an issuer with any browser, on this machine or another (RFC 8628). The tokens stay
 * in memory.
 * @param issuer address of an OpenID Connect provider that knows the grant of devices
 * @param clientId of a public client at the issuer
 * @param scope such as `openid offline_access`; with `offline_access` most issuers let a token be renewed
 * @param tell is told where to sign in
 * @throws Error with a sentence
 */
export async function signIn(
  issuer: string,
  clientId: string,
  scope: string,
  tell: (text: string) => void,
): Promise<SignedIn> {
  const server = URL.parse(issuer);
  const isLoopback = server?.protocol === "http:" && server.hostname === "127.0.0.1";
  if (server === null || !(server.protocol === "https:" || isLoopback))
    throw new Error(`--sign-in must be an issuer's address that begins with https://, not ${issuer}.`);
  try {
    const options = isLoopback ? { execute: [allowInsecureRequests] } : {};
    const config = await discovery(server, clientId, undefined, None(), options);
    const device = await initiateDeviceAuthorization(config, { scope });
    const { verification_uri_complete: whole, verification_uri: page, user_code: code } = device;
    tell(`To sign in, open ${visible(whole ?? page)} in a browser, and confirm the code ${visible(code)}.\n`);
    const answer = await pollDeviceAuthorizationGrant(config, device);
    return withRenewal(config, answer.access_token, answer.refresh_token);
  } catch (error) {
    throw new Error(`${issuer} has signed nobody in: ${reasonOf(error)}.`, { cause: error });
  }
}

function withRenewal(config: Configuration, token: string, refreshToken: string | undefined): SignedIn {
  if (refreshToken === undefined) return { token };
  let next = refreshToken;
  return {
    token,
    async renew() {
      const answer = await refreshTokenGrant(config, next);
      next = answer.refresh_token ?? next;
      return answer.access_token;
    },
  };
}

/** What the issuer says, in RFC 6749's and RFC 8628's words, or why it says nothing. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { error: code } = error as { readonly error?: unknown };
  switch (code) {
    case "access_denied":
      return "the sign-in was refused";
    case "expired_token":
      return "the code was not confirmed in time";
    case "invalid_client":
    case "unauthorized_client":
      return "it does not know this --client-id for a sign-in with a code";
    default: {
      const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
      return typeof code === "string" ? visible(code) : `${error.message}${cause}`;
    }
  }
}
