import type { Identity } from "../identity.ts";
import { UserError } from "../interject/errors.ts";
import { findParameter, type InterjectRequest } from "../interject/request/request.ts";
import type { ReadContext } from "../interject/request/request-context.ts";
import type { VerifiedParameters } from "../interject/request/system-parameters.ts";
import { type ContextUser, withUser } from "../interject/request/verified-context.ts";
import type { DataSettings } from "../settings/data.ts";
import type { RoleMap } from "../settings/workbook-identity.ts";

export type WorkbookIdentity = Pick<DataSettings, "requestContextIdentity" | "userIdForm" | "userRoles">;

/**
 * The system parameters that tell a routine who the user is. They say what the verified token says, in the
 * form that the settings choose, whatever the workbook sent.
 */
export function verifiedParameters(
  user: Identity | null,
  request: InterjectRequest,
  { identityPlaces }: Pick<ReadContext, "identityPlaces">,
  { requestContextIdentity, userIdForm, userRoles }: WorkbookIdentity,
): VerifiedParameters {
  const sent = (name: string) => findParameter(request, name)?.InputValue ?? null;
  const number = (value: number | null | undefined) => (value == null ? null : String(value));
  const told: ContextUser = {
    UserId: (userIdForm === "public" ? user?.userId : number(user?.userNumber)) ?? null,
    ClientId: (userIdForm === "public" ? user?.clientId : number(user?.clientNumber)) ?? null,
    LoginName: user?.loginName ?? null,
    UserRoles: userRoles === "workbook" ? null : rolesOf(user, userRoles),
  };
  const { UserRoles } = told;
  const parameters = new Map<string, () => string | null>([
    ["Interject_UserID", () => told.UserId],
    ["Interject_ClientID", () => told.ClientId],
    ["Interject_LoginName", () => told.LoginName],
  ]);
  if (UserRoles !== null) parameters.set("Interject_UserRoles", () => user && joined(UserRoles));
  const xml = sent("Interject_RequestContext");
  if (requestContextIdentity === "verified" && xml !== null && xml.trim() !== "") {
    parameters.set("Interject_RequestContext", () => withUser(xml, identityPlaces, told));
  }
  return parameters;
}

function rolesOf(user: Identity | null, source: "claim" | RoleMap): readonly string[] {
  if (user === null) return [];
  if (source === "claim") return user.roles;
  const named = (roles: RoleMap["users"], name: string | null) =>
    name !== null && Object.hasOwn(roles, name) ? (roles[name] ?? []) : [];
  return [
    ...new Set([
      ...named(source.users, user.principal),
      ...named(source.users, user.userId),
      ...named(source.clients, user.clientId),
    ]),
  ];
}

/**
 * Roles in Interject's form, with commas between them.
 * @throws UserError for a role that has a comma, `;` or `|`: a routine that parts roles there
 * would take it for two
 */
function joined(roles: readonly string[]): string {
  const torn = roles.find((role) => /[,;|]/.test(role));
  if (torn === undefined) return roles.join(",");
  throw new UserError(
    `Your role "${torn}" has a comma, ; or | in its name, so Interject_UserRoles cannot hold it. Ask your administrator to rename the role.`,
  );
}
