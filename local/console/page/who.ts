import { post, textIn } from "./post.ts";

/** Whom the page asks as. */
export interface Who {
  readonly user: string;
  readonly login: string;
  readonly client: string;
  readonly scopes: string;
  readonly roles: string;
  readonly lifetimeSeconds: number;
  /** A fault to build into the token; empty for none. */
  readonly bad: string;
  /** A token of another provider; empty where the local one signs. */
  readonly pasted: string;
}

export const mary: Who = {
  user: "local-user",
  login: "mary@example.com",
  client: "local-client",
  scopes: "openid profile",
  roles: "",
  lifetimeSeconds: 3600,
  bad: "",
  pasted: "",
};

/** People to switch between: with the demo data, each client sees its own rows alone. */
export const people: readonly Who[] = [
  mary,
  { ...mary, user: "sam", login: "sam@example.com", client: "other-client" },
];

/** A token of this caller. @throws Error with a sentence */
export async function tokenFor({ pasted, bad, scopes, roles, ...who }: Who): Promise<string> {
  if (pasted !== "") return pasted.trim();
  const options = { ...who, scopes: words(scopes), roles: words(roles), bad: bad === "" ? null : bad };
  return textIn(await post("/token", options), "token") ?? "";
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");
