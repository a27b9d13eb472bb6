import type { IdentityWatch } from "./identity-elements.ts";
import { parseDateTime } from "./parse-date.ts";
import type { XmlElement } from "./xml.ts";
import { childrenNamed, textElement } from "./xml-elements.ts";

/** What the user's machine says about the user. */
export interface UserContext {
  readonly MachineLoginName: string | null;
  readonly MachineName: string | null;
  readonly FullName: string | null;
  readonly UserId: string | null;
  readonly ClientId: string | null;
  readonly LoginName: string | null;
  readonly LoginAuthTypeId: string | null;
  readonly LoginDateUtc: string | null;
  /** `LoginDateUtc` as a moment; null where it is empty or no date. */
  readonly LoginDate: Date | null;
  readonly UserRoles: readonly string[];
}

/** Reads a `UserContext` element (protocol section 3). `read` gives what the element has said so far. */
export function userContextReader(): {
  readonly element: (watch: IdentityWatch) => XmlElement;
  readonly read: () => UserContext;
} {
  const texts = new Map<string, string>();
  const roles: string[] = [];
  const text = (name: string) => texts.get(name.toLowerCase()) ?? null;
  const userRoles = childrenNamed("role", () => ({
    end: (role) => {
      if (role !== "") roles.push(role);
    },
  }));
  return {
    element: (watch) => ({
      child: (name) =>
        watch.child(
          "UserContext",
          name,
          name.toLowerCase() === "userroles" ? userRoles : textElement(texts, name),
        ),
    }),
    read: () => {
      const loginDate = parseDateTime(text("LoginDateUtc") ?? "");
      return {
        MachineLoginName: text("MachineLoginName"),
        MachineName: text("MachineName"),
        FullName: text("FullName"),
        UserId: text("UserId"),
        ClientId: text("ClientId"),
        LoginName: text("LoginName"),
        LoginAuthTypeId: text("LoginAuthTypeId"),
        LoginDateUtc: text("LoginDateUtc"),
        LoginDate: loginDate === undefined ? null : new Date(`${loginDate}Z`),
        UserRoles: roles,
      };
    },
  };
}
