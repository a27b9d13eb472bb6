import type { Identity } from "../identity.ts";
import { UserError } from "../interject/errors.ts";
import { findParameter, type InterjectRequest } from "../interject/request/request.ts";
import type { RequestContext } from "../interject/request/request-context.ts";
import { log } from "../log.ts";
import type { DataSettings } from "../settings/functions.ts";

export type ContradictionPolicies = Pick<DataSettings, "contradictingIds" | "contradictingNames">;

/** What a request says of its user in one place, and what the token says of the same; either may say nothing. */
interface Statement {
  readonly kind: "id" | "name";
  readonly where: string;
  readonly said: string | null | undefined;
  /** The public id and the internal number: which of them Addins send is not documented. */
  readonly known: readonly (string | number | null)[];
}

/**
 * Refuses a request whose own account of the user is not the token's, so that no report is fooled by what a workbook
 * says, not even one that reads a system parameter where it should ask for the user.
 * @throws UserError where the policy is `refuse`
 */
export function refuseContradictions(
  user: Identity,
  request: InterjectRequest,
  { UserContext }: RequestContext,
  { contradictingIds, contradictingNames }: ContradictionPolicies,
): void {
  const sent = (name: string) => findParameter(request, name)?.InputValue;
  const users = [user.userId, user.userNumber];
  const clients = [user.clientId, user.clientNumber];
  const statements: readonly Statement[] = [
    { kind: "id", where: "Interject_UserID", said: sent("Interject_UserID"), known: users },
    { kind: "id", where: "Interject_ClientID", said: sent("Interject_ClientID"), known: clients },
    { kind: "id", where: "UserContext.UserId", said: UserContext.UserId, known: users },
    { kind: "id", where: "UserContext.ClientId", said: UserContext.ClientId, known: clients },
    {
      kind: "name",
      where: "Interject_LoginName",
      said: sent("Interject_LoginName"),
      known: [user.loginName],
    },
    { kind: "name", where: "UserContext.LoginName", said: UserContext.LoginName, known: [user.loginName] },
  ];
  for (const statement of statements.filter(contradicts)) {
    const policy = statement.kind === "id" ? contradictingIds : contradictingNames;
    if (policy === "off") continue;
    log.warn("identity-contradicted", { where: statement.where, subject: user.subject, policy });
    if (policy === "log") continue;
    throw new UserError(
      "This workbook belongs to another sign-in than yours. Sign in to Interject again, then pull or save again.",
    );
  }
}

/** Nothing said, or nothing known to compare it with, contradicts nothing. */
function contradicts({ said, known }: Statement): boolean {
  const comparable = known.flatMap((value) => (value === null ? [] : String(value).toLowerCase()));
  const text = said?.trim().toLowerCase() ?? "";
  return text !== "" && comparable.length > 0 && !comparable.includes(text);
}
