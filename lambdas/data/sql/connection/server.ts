import { isThisMachine } from "../../../settings/checks.ts";
import type { Server } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import type { Address } from "./address.ts";
import type { Connection } from "./find-connection.ts";
import { addressOfText } from "./secret-contents.ts";
import { secretAddress } from "./secrets.ts";
import type { Source } from "./source.ts";
import { SourceUnavailable } from "./source-unavailable.ts";

/**
 * A function in the same network reaches its database in milliseconds; one that cannot be reached
 * should be said soon.
 */
const connectTimeoutMs = 10_000;

/**
 * Where a connection's database is and as whom to sign in now: passwords from the secret, tokens made anew.
 * @throws SourceUnavailable that says what is missing, without any of what is secret
 * @throws SqlFailure `authentication` where Microsoft Entra issues no token
 */
export async function serverOf({ settings, source }: Connection): Promise<Server> {
  const address = await addressOf(source, `The url of the connection ${settings.name}`);
  const host = source.host ?? address.host;
  const database = source.database ?? address.database;
  const port = source.port ?? address.port ?? engines[settings.engine].dialect.defaultPort;
  const { entra } = address;
  const user = entra === undefined ? address.user : "";
  if (host === undefined || database === undefined || user === undefined) {
    const missing = host === undefined ? "host" : database === undefined ? "database" : "user";
    throw new SourceUnavailable(
      `Neither the settings nor the secret of the connection ${settings.name} name the ${missing}`,
    );
  }
  const tls = await tlsOf({ settings, source }, host);
  const readOnly = address.readOnly ?? false;
  const server = { host, port, database, user, tls, readOnly, connectTimeoutMs };
  if (source.iam !== undefined) return { ...server, password: await tokenFor(host, port, user) };
  if (entra === undefined) return { ...server, password: address.password ?? "" };
  if (settings.engine !== "sqlserver" || tls === null) {
    throw new SourceUnavailable(
      `The connection ${settings.name} signs in with Microsoft Entra, which needs the engine sqlserver, and a tls that is not off`,
    );
  }
  const { entraToken } = await import("./entra-token.ts");
  const accessToken = "accessToken" in entra ? entra.accessToken : await entraToken(entra, host);
  return { ...server, password: "", accessToken };
}

function addressOf({ secret, iam, url, address }: Source, holder: string): Address | Promise<Address> {
  if (address !== undefined) return address;
  if (secret !== undefined) return secretAddress(secret);
  if (url !== undefined) return addressOfText(url, holder);
  return { user: iam?.user };
}

async function tokenFor(host: string, port: number, user: string): Promise<string> {
  const { authenticationToken } = await import("./aws/authentication-token.ts");
  return authenticationToken(host, port, user);
}

async function tlsOf(
  { settings, source }: Pick<Connection, "settings" | "source">,
  host: string,
): Promise<Server["tls"]> {
  // On this machine nobody can come between, and its databases rarely have a certificate.
  const mode = settings.tls ?? (source.url !== undefined && isThisMachine(host) ? "off" : "verify");
  if (mode === "off") return null;
  if (mode === "unverified") return { ca: [], verify: false };
  if (!rdsHost.test(host)) return { ca: [], verify: true };
  const { rdsCertificates } = await import("./aws/certificates.ts");
  return { ca: rdsCertificates, verify: true };
}

/** Endpoints of RDS, whose certificates name them alone. In China the region comes last. */
const rdsHost = /\.rds\.(?:[\w-]+\.)?amazonaws\.com(?:\.cn)?$/i;
