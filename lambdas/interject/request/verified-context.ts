import type { IdentityPlaces } from "./identity-elements.ts";
import type { XmlPlace } from "./xml.ts";
import { xmlText } from "./xml-text.ts";

/** What a request context is to say of its user; null says nothing. */
export interface ContextUser {
  readonly UserId: string | null;
  readonly ClientId: string | null;
  readonly LoginName: string | null;
  /** Null leaves the workbook's own. */
  readonly UserRoles: readonly string[] | null;
}

/** A part of a text, and what stands there instead. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The request context with another user in it, every other character as it was. An element that the workbook
 * left out is added: a routine must not take a missing client for permission to see all.
 *
 * `FullName` is emptied, because no token is asked for it, and so is `UserContextEncrypted`: nothing shows
 * whose it is, and whoever can open it would believe it.
 * @param places where the document has its identity elements
 */
export function withUser(xml: string, places: IdentityPlaces, user: ContextUser): string {
  const root = places.get("RequestContext");
  if (root === undefined) return xml;
  const elements: readonly (readonly ["UserId" | "ClientId" | "LoginName" | "UserRoles", string])[] = [
    ["UserId", element("UserId", user.UserId)],
    ["ClientId", element("ClientId", user.ClientId)],
    ["LoginName", element("LoginName", user.LoginName)],
    ...(user.UserRoles === null ? [] : [["UserRoles", rolesElement(user.UserRoles)] as const]),
  ];
  const edits: Edit[] = [];
  for (const name of ["FullName", "UserContextEncrypted"] as const) {
    const place = places.get(name);
    if (place !== undefined) edits.push({ from: place.start, to: place.end, text: `<${name}/>` });
  }
  let added = "";
  for (const [name, text] of elements) {
    const place = places.get(name);
    if (place === undefined) added += text;
    else edits.push({ from: place.start, to: place.end, text });
  }
  const context = places.get("UserContext");
  if (context !== undefined) edits.push(append(xml, context, added));
  else edits.push(append(xml, root, `<UserContext>${added}</UserContext>`));
  return apply(xml, edits);
}

function element(name: string, text: string | null): string {
  return text === null ? `<${name}/>` : `<${name}>${xmlText(text)}</${name}>`;
}

function rolesElement(roles: readonly string[]): string {
  return `<UserRoles>${roles.map((role) => element("Role", role)).join("")}</UserRoles>`;
}

/** Adds `text` as an element's last content. */
function append(xml: string, place: XmlPlace, text: string): Edit {
  if (place.content < place.end) {
    const at = xml.lastIndexOf("</", place.end - 1);
    return { from: at, to: at, text };
  }
  // `<UserContext/>` becomes a pair of tags, with its attributes.
  const tag = xml.slice(place.start, place.content);
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? "";
  return { from: place.content - "/>".length, to: place.content, text: `>${text}</${name}>` };
}

function apply(xml: string, edits: readonly Edit[]): string {
  let text = "";
  let done = 0;
  for (const edit of edits.toSorted((one, other) => one.from - other.from)) {
    text += xml.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return text + xml.slice(done);
}
