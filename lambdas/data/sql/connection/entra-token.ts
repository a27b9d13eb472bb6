import * as v from "valibot";
import { SqlFailure } from "../engines/engine.ts";
import { SourceUnavailable } from "./source-unavailable.ts";

/** An application of Microsoft Entra that can have an access token issued. */
export interface ServicePrincipal {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Where tokens come from and what they are for, by the end of a server's name (Microsoft: "National clouds").
 */
interface Cloud {
  readonly servers: string;
  readonly authority: string;
  readonly resource: string;
}
const publicCloud: Cloud = {
  servers: "",
  authority: "https://login.microsoftonline.com",
  resource: "https://database.windows.net",
};
const nationalClouds: readonly Cloud[] = [
  {
    servers: ".database.usgovcloudapi.net",
    authority: "https://login.microsoftonline.us",
    resource: "https://database.usgovcloudapi.net",
  },
  {
    servers: ".database.chinacloudapi.cn",
    authority: "https://login.partner.microsoftonline.cn",
    resource: "https://database.chinacloudapi.cn",
  },
];

const requestMs = 5_000;
/** A token that ends soon is not used: signing in takes time, and clocks differ. */
const spareMs = 300_000;

const Issued = v.object({ access_token: v.string(), expires_in: v.number() });
const Refused = v.object({ error: v.string(), error_codes: v.optional(v.array(v.number())) });

/** Tokens that have been issued, by the application, its secret and the cloud. */
const tokens = new Map<string, { readonly token: string; readonly usableUntil: number }>();

/**
 * An access token with which an application signs in to SQL Server (Microsoft: "OAuth 2.0 client credentials
 * flow"). It is asked for here, because the driver would let the server say what the token is to be good for.
 * @param host of the SQL Server, which says in whose cloud it is
 * @throws SqlFailure `authentication` where Entra refuses the application or its secret
 * @throws SourceUnavailable where Entra cannot be asked, or refuses for another reason
 */
export async function entraToken(principal: ServicePrincipal, host: string): Promise<string> {
  const cloud = nationalClouds.find(({ servers }) => host.toLowerCase().endsWith(servers)) ?? publicCloud;
  const key = keyOf(principal, cloud);
  const known = tokens.get(key);
  if (known !== undefined && known.usableUntil > Date.now()) return known.token;
  const askedAt = Date.now();
  const { access_token: token, expires_in: seconds } = await issue(principal, cloud);
  tokens.set(key, { token, usableUntil: askedAt + seconds * 1000 - spareMs });
  return token;
}

/** Has new tokens issued when they are next needed: a server refuses one. */
export function forgetTokens(): void {
  tokens.clear();
}

async function issue(
  principal: ServicePrincipal,
  { authority, resource }: Cloud,
): Promise<v.InferOutput<typeof Issued>> {
  const { tenantId, clientId, clientSecret } = principal;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${resource}/.default`,
  });
  const response = await post(`${authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`, body);
  const answer: unknown = await response.json().catch(() => null);
  const issued = v.safeParse(Issued, answer);
  if (response.ok && issued.success) return issued.output;
  const refused = v.safeParse(Refused, answer);
  const error = refused.success ? refused.output.error : `HTTP status ${response.status}`;
  const code = refused.success ? refused.output.error_codes?.[0] : undefined;
  const words = `Microsoft Entra issues no token for the application ${clientId} (${error}${code === undefined ? "" : `, AADSTS${code}`})`;
  if (error === "invalid_client") {
    throw new SqlFailure(
      "authentication",
      `${words}: look whether its client secret is right and has not expired`,
    );
  }
  throw new SourceUnavailable(`${words}: look at tenantId and clientId, and at the code in Microsoft's list`);
}

/** Asks once more where nothing comes back. @throws SourceUnavailable */
async function post(url: string, body: URLSearchParams): Promise<Response> {
  const once = () =>
    fetch(url, { method: "POST", body, redirect: "error", signal: AbortSignal.timeout(requestMs) });
  try {
    return await once().catch(once);
  } catch (cause) {
    throw new SourceUnavailable(
      `Microsoft Entra cannot be reached at ${new URL(url).host}. A function in a VPC (dataNetwork) needs a NAT gateway to it`,
      { cause },
    );
  }
}

function keyOf({ tenantId, clientId, clientSecret }: ServicePrincipal, { authority }: Cloud): string {
  return JSON.stringify([authority, tenantId, clientId, clientSecret]);
}
