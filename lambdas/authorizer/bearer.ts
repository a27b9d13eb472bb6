import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { TokenRefused } from "./refusal.ts";

/** No identity provider issues longer tokens; the gateway takes 10,240 bytes of headers in all. */
const maxTokenLength = 8_192;

/** RFC 6750 section 2.1: the scheme in any case, one space or more, a b64token. */
const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The access token of a request's `Authorization` header.
 * @throws TokenRefused when there is not exactly one such header with exactly one bearer token
 */
export function bearerToken(
  event: Pick<APIGatewayRequestAuthorizerEvent, "headers" | "multiValueHeaders">,
): string {
  const values = valuesOf(event.multiValueHeaders) ?? valuesOf(event.headers) ?? [];
  const [value] = values;
  if (value === undefined) throw new TokenRefused("header-missing");
  if (values.length > 1) throw new TokenRefused("header-repeated");
  // A comma stands between two headers that a proxy has joined.
  if (value.includes(",")) throw new TokenRefused("header-repeated");
  const token = bearer.exec(value)?.[1];
  if (token === undefined) throw new TokenRefused("header-malformed");
  if (token.length > maxTokenLength) throw new TokenRefused("token-too-long");
  return token;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>> | null | undefined;

function valuesOf(headers: Headers): readonly string[] | undefined {
  const values = Object.entries(headers ?? {})
    .filter(([name]) => name.toLowerCase() === "authorization")
    .flatMap(([, value]) => value ?? []);
  return values.length === 0 ? undefined : values;
}
