import {
  believed,
  noAddress,
  noAudience,
  noTenant,
  oldAddress,
  oneClient,
  otherAlgorithms,
} from "./issuer-findings.ts";
import type { Finding, PeerSettings } from "./peer-settings.ts";

/** An entry of the setting `issuers`, as docs/identity-providers.md has it for each provider. */
export interface IssuerEntry {
  readonly provider?: string;
  readonly issuer?: string;
  readonly audiences?: readonly string[];
  readonly algorithms?: readonly string[];
  readonly discover?: true;
  readonly types?: readonly string[];
  readonly claims?: Readonly<Record<string, string>>;
  readonly clientId?: string;
}

/** Interject's own provider: its addresses today, and those that its documents named before. */
const interject: ReadonlyMap<string, IssuerEntry> = new Map([
  ["auth.gointerject.com", { provider: "interject" }],
  ["test-auth.gointerject.com", { provider: "interject-test" }],
  ["live-interject-authapi.azurewebsites.net", { provider: "interject" }],
  ["test-interject-authapi.azurewebsites.net", { provider: "interject-test" }],
]);

/**
 * Providers that have a name here, with the issuer of their tokens: .NET takes it from the discovery document
 * at the Authority, and so overlooks a slash too many or too few.
 */
const providers: readonly (readonly [RegExp, string, string])[] = [
  [/^(https:\/\/login\.microsoftonline\.com\/[^/]+\/v2\.0)\/?$/, "entra-v2", "$1"],
  [
    /^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net)\/([^/]+)\/?$/,
    "entra-v1",
    "https://sts.windows.net/$1/",
  ],
  [/^(https:\/\/[\w.-]+\.okta(?:preview)?\.com\/oauth2\/[^/]+)\/?$/, "okta", "$1"],
  [/^(https:\/\/[\w.-]+\.auth0\.com)\/?$/, "auth0", "$1/"],
  [/^(https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com\/[^/]+)\/?$/, "cognito", "$1"],
  [/^(https:\/\/[^/]+(?:\/auth)?\/realms\/[^/]+)\/?$/, "keycloak", "$1"],
];

/** Microsoft's tenants for many companies. The issuer of a token names the company's own. */
const manyTenants = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\b/;

/** Stands where a person has to write a value; no token has it. */
const unknownAudience = "the audience of your tokens";

/**
 * The identity provider of a settings file, as ours.
 * @param clients the clients that the file's connection strings name
 */
export function issuerEntry(
  source: Pick<PeerSettings, "peer" | "issuer" | "audiences" | "algorithms">,
  clients: readonly string[],
): { readonly entry: IssuerEntry; readonly findings: readonly Finding[] } {
  const address = addressOf(source.issuer);
  if (address === null) return { entry: { provider: "interject" }, findings: [noAddress(source.peer)] };
  const { algorithms, findings } = allowedAlgorithms(source.algorithms);
  const known = interject.get(address.hostname);
  if (known !== undefined) {
    const isOld = address.hostname.endsWith(".azurewebsites.net");
    const audiences = isOld ? [] : source.audiences.filter((name) => name !== `${address.origin}/resources`);
    return {
      entry: { ...known, ...(audiences.length === 0 ? {} : { audiences }), ...algorithms },
      findings: [...findings, ...(isOld ? [oldAddress] : [])],
    };
  }
  const given = source.issuer ?? "";
  const [pattern, provider, form = ""] = providers.find(([pattern]) => pattern.test(given)) ?? [];
  const issuer = pattern === undefined ? given : given.replace(pattern, form);
  const audiences = source.audiences.length === 0 ? [unknownAudience] : source.audiences;
  const isPythons = source.peer === "Python" && provider === undefined;
  return {
    entry: {
      ...(provider === undefined ? {} : { provider }),
      issuer,
      audiences,
      ...algorithms,
      // The Python API reads the keys where Duende has them, which is the default here.
      ...(provider === undefined
        ? { ...(isPythons ? {} : { discover: true }), types: ["at+jwt", "JWT"] }
        : {}),
      ...clientOf(clients),
    },
    findings: [
      ...findings,
      ...(manyTenants.test(given) ? [noTenant] : []),
      ...(source.audiences.length === 0 ? [noAudience] : []),
      ...(clients.length === 1 ? [oneClient(clients[0] ?? "")] : [believed]),
    ],
  };
}

/** With one client everyone is its; with several, the claims say whose, as .NET's API reads them. */
function clientOf(clients: readonly string[]): Pick<IssuerEntry, "claims" | "clientId"> {
  const [only, another] = clients;
  if (only !== undefined && another === undefined) return { clientId: only };
  return { claims: { userIdentity: "user_identity", clientId: "ids_client_id" } };
}

function addressOf(issuer: string | null): URL | null {
  const address = URL.parse(issuer ?? "");
  const isPlain =
    address?.username === "" && address.password === "" && address.hash === "" && address.search === "";
  return address?.protocol === "https:" && isPlain ? address : null;
}

const allowed = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"];

function allowedAlgorithms(names: readonly string[]): {
  readonly algorithms: Pick<IssuerEntry, "algorithms">;
  readonly findings: readonly Finding[];
} {
  const kept = names.filter((name) => allowed.includes(name));
  const isDefault = kept.length === 0 || (kept.length === 1 && kept[0] === "RS256");
  return {
    algorithms: isDefault ? {} : { algorithms: kept },
    findings: kept.length === names.length ? [] : [otherAlgorithms],
  };
}
