import { issuerOf } from "../lambdas/authorizer/issuer.ts";
import { admitsClient, type Clients } from "../lambdas/settings/clients.ts";
import { isShared } from "../lambdas/settings/issuers.ts";
import type { StackSettings } from "./settings.ts";

type Admission = Pick<StackSettings, "clients" | "issuers">;

/**
 * Whose users the deployment admits: the setting `clients`. Without it, everyone whom the issuers vouch for,
 * and nobody where an issuer is shared by several companies.
 */
export function admittedClients({ clients, issuers }: Admission): Clients {
  return clients ?? (issuers.some(isShared) ? [] : "any");
}

/**
 * The sentence about `clients` for settings that lack it, and would let in the users of every company that an
 * issuer serves; null for settings that do not need it.
 */
export function missingClients({ issuers }: Pick<Admission, "issuers">): string | null {
  const shared = issuers.find(isShared);
  if (shared === undefined) return null;
  return (
    `The setting clients is missing: ${issuerOf(shared).name} signs in the users of many companies, so ` +
    "name the Interject public client ids whose users may call this API, such as " +
    'INTERJECT_CLIENTS=["ACME"], or say any. To find yours, run `npm run -s token -- --explain TOKEN`, ' +
    'look into the Interject portal, or set ["unknown"] and read `actual` in the log line of the first refusal.'
  );
}

/**
 * A warning where several issuers vouch for users of one client, who must then be told apart by their
 * principals; null where no two do.
 */
export function sharedClients(settings: Admission): string | null {
  const admitted = admittedClients(settings);
  const issuers = settings.issuers.map(issuerOf).map(({ name, clientId, claims }) => {
    const names = claims.userIdentity.length + claims.clientId.length > 0;
    const fenced = clientId !== null && admitsClient(admitted, clientId) ? [clientId] : [];
    return { name, clients: clientId === null && names ? admitted : fenced };
  });
  const sharing = issuers.filter((issuer) =>
    issuers.some((other) => other !== issuer && share(issuer.clients, other.clients)),
  );
  if (sharing.length === 0) return null;
  return (
    `The issuers ${sharing.map(({ name }) => name).join(" and ")} sign in users of the same Interject client. ` +
    "Tell their users apart by principal, or admit one issuer to a route by issuers: docs/security.md."
  );
}

function share(some: Clients, others: Clients): boolean {
  if (some === "any") return others.length > 0;
  if (others === "any") return some.length > 0;
  return some.some((client) => others.includes(client));
}
