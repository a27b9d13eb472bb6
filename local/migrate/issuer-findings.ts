import { cannot, check, type Finding, type PeerSettings } from "./peer-settings.ts";

/** What a person has to know of the identity provider: the sentences for `issuer-entry.ts`. */
const page = "docs/identity-providers.md";

export function noAddress(peer: PeerSettings["peer"]): Finding {
  const name = peer === ".NET" ? "Authority" : "issuer";
  return check(
    `The file has no ${name} that begins with https://, so the settings trust Interject's own provider. Name yours if it is another.`,
    page,
  );
}

export const oldAddress = check(
  "The file names an earlier address of Interject's identity provider; the settings name today's. " +
    "`npm run -s token -- --explain TOKEN` shows which one your tokens name.",
  page,
);

export const noAudience = check(
  "The file names no audience (`aud`), and this API checks it, unlike .NET's. Replace the text in " +
    "`audiences` by what your provider calls this API; `npm run -s token -- --explain TOKEN` shows it.",
  page,
);

export const noTenant = cannot(
  "The file trusts every company that uses Microsoft Entra. Write the id of your own tenant into `issuer`.",
  page,
);

export const believed = check(
  "Several clients, or none, are named: the settings believe the provider's claims user_identity and " +
    "ids_client_id. If all its users belong to one client, say `clientId` in their place.",
  page,
);

export function oneClient(client: string): Finding {
  return check(
    `Everyone whom the provider signs in counts as a user of the client ${client} (\`clientId\`), whatever a token says.`,
    page,
  );
}

export const otherAlgorithms = cannot(
  "Some of the algorithms are not accepted here: those with a shared secret (HS256), without a signature, or " +
    "with PSS padding. Have the provider sign with RS256 or ES256.",
  page,
);
