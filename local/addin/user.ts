/** Who is signed in to the Addin. Every request says so; only the token proves it (protocol section 3). */
export interface AddinUser {
  readonly userId: string;
  readonly clientId: string;
  readonly loginName: string;
  readonly fullName: string;
  readonly roles: readonly string[];
}

/** What the Addin says of a user whose token carries nothing of Interject's. */
export const namelessUser: AddinUser = { userId: "", clientId: "", loginName: "", fullName: "", roles: [] };

/**
 * The user whom an access token names (protocol section 2, `user_identity`). Nothing is verified, because
 * the API does that. If the token cannot be read, for example because a test broke it on purpose, the user is
 * {@link namelessUser}.
 */
export function userOf(token: string): AddinUser {
  try {
    const claims = jsonObject(base64UrlText(token.split(".")[1] ?? ""));
    const identity = jsonObject(text(claims["user_identity"]));
    const role = claims["role"];
    return {
      userId: text(identity["UserIdPublic"]),
      clientId: text(identity["ClientIdPublic"]),
      loginName: text(identity["LoginName"]),
      fullName: `${text(identity["FirstName"])} ${text(identity["LastName"])}`.trim(),
      roles: (Array.isArray(role) ? role : [role]).filter((name) => typeof name === "string"),
    };
  } catch {
    return namelessUser;
  }
}

function base64UrlText(part: string): string {
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

function jsonObject(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
