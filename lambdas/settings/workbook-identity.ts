import * as v from "valibot";
import { filledText } from "./checks.ts";

/**
 * How routines are told who the user is: in `Interject_UserID`, `Interject_ClientID`, `Interject_UserRoles`
 * and in the XML of `Interject_RequestContext`.
 */

const RolesByName = v.optional(v.record(filledText, v.array(filledText)), () => ({}));

/** Roles by user (principal or Interject's public user id) and by client (Interject's public client id). */
const RoleMap = v.strictObject({ users: RolesByName, clients: RolesByName });
export type RoleMap = v.InferOutput<typeof RoleMap>;

export const workbookIdentityEntries = {
  /**
   * What the request context's XML says of the user when a routine is given it: what the token says, or what
   * the workbook sent, which anyone can forge.
   */
  requestContextIdentity: v.optional(
    v.picklist(["verified", "as-sent"], "it must be verified or as-sent"),
    "verified",
  ),
  /** Which of Interject's two ids of a user and a client routines are given: one for all callers. */
  userIdForm: v.optional(v.picklist(["public", "number"], "it must be public or number"), "public"),
  /**
   * Where the roles come from that routines are given: the token's claim, a map of these settings, or the
   * workbook, which anyone can forge. Route demands, `user.roles` and the database's session have the
   * claim's roles, whatever stands here.
   */
  userRoles: v.optional(
    v.union(
      [v.picklist(["claim", "workbook"]), RoleMap],
      "it must be claim, workbook, or lists of roles by user and by client",
    ),
    "claim",
  ),
};
