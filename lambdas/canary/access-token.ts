import * as v from "valibot";
import type { CanarySettings } from "../settings/canary.ts";

/** What the secret holds: an application at the identity provider. */
const Application = v.object({ clientId: v.string(), clientSecret: v.string() });

/** RFC 6749 section 5.1. */
const TokenAnswer = v.object({ access_token: v.string() });

/**
 * A token by client credentials (RFC 6749 section 4.4).
 * @param secret JSON with `clientId` and `clientSecret`
 * @throws Error without any of what is secret
 */
export async function accessToken(
  { tokenUrl, scope }: CanarySettings["canary"],
  secret: string,
  limit: { readonly signal: AbortSignal },
): Promise<string> {
  const { clientId, clientSecret } = applicationOf(secret);
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(":");
  const response = await fetch(tokenUrl, {
    ...limit,
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      // Section 2.3.1: both are encoded as a form's values are.
      Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      ...(scope === undefined ? {} : { scope }),
    }),
  });
  if (response.status !== 200) throw new Error(`The identity provider answers ${response.status}`);
  const answer = v.safeParse(TokenAnswer, await response.json());
  if (!answer.success) throw new Error("The identity provider's answer holds no access token");
  return answer.output.access_token;
}

function applicationOf(secret: string): v.InferOutput<typeof Application> {
  let json: unknown;
  try {
    json = JSON.parse(secret);
  } catch {
    // The parser's message would quote the secret.
    json = null;
  }
  const application = v.safeParse(Application, json);
  if (application.success) return application.output;
  throw new Error("The secret must be JSON with clientId and clientSecret");
}
