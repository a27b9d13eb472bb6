import type { Identity } from "../identity.ts";
import { UserError } from "../interject/errors.ts";
import { findParameter, type InterjectRequest } from "../interject/request/request.ts";
import type { RequestContext } from "../interject/request/request-context.ts";
import { log } from "../log.ts";
import type { DataSettings } from "../settings/data.ts";

export type ContradictionPolicies = Pick<DataSettings, "contradictingIds" | "contradictingNames">;

/** A place in which a request names its user or their client, with what the token says of the same. */
interface Mention {
  readonly kind: "id" | "name";
  readonly where: string;
  readonly sent: string | null | undefined;
  /** The public id and the internal number: it is not documented which of them Addins send. */
  readonly known: readonly (string | number | null)[];
}

/**
 * Refuses a request that names another user than the token. Reports take the user from the token; this also
 * protects a report that mistakenly reads a system parameter instead.
 * @throws UserError where the policy is `refuse`
 */
export function refuseContradictions(
  user: Identity,
  request: InterjectRequest,
  { UserContext }: RequestContext,
  { contradictingIds, contradictingNames }: ContradictionPolicies,
): void {
  const parameter = (name: string) => findParameter(request, name)?.InputValue;
  const users = [user.userId, user.userNumber];
  const clients = [user.clientId, user.clientNumber];
  const mentions: readonly Mention[] = [
    { kind: "id", where: "Interject_UserID", sent: parameter("Interject_UserID"), known: users },
    { kind: "id", where: "Interject_ClientID", sent: parameter("Interject_ClientID"), known: clients },
    { kind: "id", where: "UserContext.UserId", sent: UserContext.UserId, known: users },
    { kind: "id", where: "UserContext.ClientId", sent: UserContext.ClientId, known: clients },
    {
      kind: "name",
      where: "Interject_LoginName",
      sent: parameter("Interject_LoginName"),
      known: [user.loginName],
    },
    { kind: "name", where: "UserContext.LoginName", sent: UserContext.LoginName, known: [user.loginName] },
  ];
  for (const { kind, where } of mentions.filter(contradicts)) {
    const policy = kind === "id" ? contradictingIds : contradictingNames;
    if (policy === "off") continue;
    log.warn("identity-contradicted", { where, subject: user.subject, policy });
    if (policy === "log") continue;
    throw new UserError(
      "This workbook belongs to another sign-in than yours. Sign in to Interject again, then pull or save again.",
    );
  }
}

/** An empty text contradicts nothing, and where the token says nothing, no text contradicts it. */
function contradicts({ sent, known }: Mention): boolean {
  const text = sent?.trim().toLowerCase() ?? "";
  const accepted = known.filter((value) => value !== null).map((value) => String(value).toLowerCase());
  return text !== "" && accepted.length > 0 && !accepted.includes(text);
}
