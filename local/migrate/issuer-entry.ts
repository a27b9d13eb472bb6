import { cannot, check, type Finding, type PeerSettings } from "./peer-settings.ts";

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

const page = "docs/identity-providers.md";

/** Interject's own provider: its addresses today, and those that its documents named before. */
const interject: Readonly<Record<string, IssuerEntry>> = {
  "auth.gointerject.com": { provider: "interject" },
  "test-auth.gointerject.com": { provider: "interject-test" },
  "live-interject-authapi.azurewebsites.net": { provider: "interject" },
  "test-interject-authapi.azurewebsites.net": { provider: "interject-test" },
};

/** Providers that have a name here, by their host or the address's path. */
const providers: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/login\.microsoftonline\.com\/[^/]+\/v2\.0\/?$/, "entra-v2"],
  [/^https:\/\/sts\.windows\.net\//, "entra-v1"],
  [/^https:\/\/[\w.-]+\.okta(?:preview)?\.com\/oauth2\//, "okta"],
  [/^https:\/\/[\w.-]+\.auth0\.com\//, "auth0"],
  [/^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com\//, "cognito"],
  [/^https:\/\/[^/]+(?:\/auth)?\/realms\/[^/]+$/, "keycloak"],
];

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
  if (address === null) return { entry: { provider: "interject" }, findings: [noAddress(source)] };
  const { algorithms, findings } = allowedAlgorithms(source.algorithms);
  const known = interject[address.hostname];
  if (known !== undefined) {
    const isOld = address.hostname.endsWith(".azurewebsites.net");
    const audiences = isOld ? [] : source.audiences.filter((name) => name !== `${address.origin}/resources`);
    return {
      entry: { ...known, ...(audiences.length === 0 ? {} : { audiences }), ...algorithms },
      findings: [...findings, ...(isOld ? [oldAddress] : [])],
    };
  }
  // Compared to the letter, with or without the slash at its end.
  const issuer = source.issuer ?? "";
  const provider = providers.find(([pattern]) => pattern.test(issuer))?.[1];
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
  const sentence =
    "Some of the algorithms are not accepted here: those with a shared secret (HS256), without a signature, " +
    "or with PSS padding. Have the provider sign with RS256 or ES256.";
  const isDefault = kept.length === 0 || (kept.length === 1 && kept[0] === "RS256");
  return {
    algorithms: isDefault ? {} : { algorithms: kept },
    findings: kept.length === names.length ? [] : [cannot(sentence, page)],
  };
}

function noAddress({ peer }: Pick<PeerSettings, "peer">): Finding {
  const name = peer === ".NET" ? "Authority" : "issuer";
  return check(
    `The file has no ${name} that begins with https://, so the settings trust Interject's own provider. Name yours if it is another.`,
    page,
  );
}

const oldAddress = check(
  "The file names an earlier address of Interject's identity provider; the settings name today's. " +
    "`npm run -s token -- --explain TOKEN` shows which one your tokens name.",
  page,
);

const noAudience = check(
  "The file names no audience (`aud`), and this API checks it, unlike .NET's. Replace the text in " +
    "`audiences` by what your provider calls this API; `npm run -s token -- --explain TOKEN` shows it.",
  page,
);

const believed = check(
  "Several clients, or none, are named: the settings believe the provider's claims user_identity and " +
    "ids_client_id. If all its users belong to one client, say `clientId` in their place.",
  page,
);

function oneClient(client: string): Finding {
  return check(
    `Everyone whom the provider signs in counts as a user of the client ${client} (\`clientId\`), whatever a token says.`,
    page,
  );
}
