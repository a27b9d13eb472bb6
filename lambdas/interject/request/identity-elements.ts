import type { Refuse, XmlElement, XmlPlace } from "./xml.ts";

/**
 * The elements of a request context that say who the user is. Each may stand once, in its place, written as
 * the Addin writes it: a routine that reads the document could find another one than this API.
 */
const elements = {
  RequestContext: ["UserContext", "UserContextEncrypted"],
  UserContext: ["UserId", "ClientId", "LoginName", "FullName", "UserRoles"],
} as const;
type Parent = keyof typeof elements;
type IdentityElement = (typeof elements)[Parent][number];

/** Where those elements and the root stand in the document's text, as far as it has them. */
export type IdentityPlaces = ReadonlyMap<IdentityElement | "RequestContext", XmlPlace>;

const byKey = new Map<string, IdentityElement>(
  Object.values(elements)
    .flat()
    .map((name) => [name.toLowerCase(), name]),
);

/** The identity element that a name means, whatever its letter case and its namespace's prefix. */
function meaning(name: string): IdentityElement | undefined {
  return byKey.get(name.slice(name.lastIndexOf(":") + 1).toLowerCase());
}

/** Refuses an element that says who the user is in a place where the Addin does not say it. */
export function refuseElsewhere(name: string, refuse: Refuse): void {
  const known = meaning(name);
  if (known !== undefined) refuse(`has ${known} in a place where the Addin writes none`);
}

/** Sees to it that identity elements stand once and in their place, and keeps where. */
export interface IdentityWatch {
  /** Passes a child of `parent` on unchanged; an identity element is checked and its place kept. */
  readonly child: (parent: Parent, name: string, element: XmlElement) => XmlElement;
  readonly places: IdentityPlaces;
  /** Keeps the root's own place. */
  readonly root: (element: XmlElement) => XmlElement;
}

/** Watches over one document; `refuse` and `place` are its reader's. */
export function watchIdentity(refuse: Refuse, place: () => XmlPlace): IdentityWatch {
  const places = new Map<IdentityElement | "RequestContext", XmlPlace>();
  const seen = new Set<IdentityElement>();
  const kept = (name: IdentityElement | "RequestContext", element: XmlElement): XmlElement => ({
    ...element,
    end: (text) => {
      places.set(name, place());
      element.end?.(text);
    },
  });
  return {
    places,
    root: (element) => kept("RequestContext", element),
    child(parent, name, element) {
      const known = meaning(name);
      if (known === undefined) return element;
      const here: readonly string[] = elements[parent];
      if (!here.includes(known)) refuseElsewhere(name, refuse);
      if (name !== known) refuse(`must write ${known} in these letters`);
      if (seen.has(known)) refuse(`has ${known} twice`);
      seen.add(known);
      return kept(known, element);
    },
  };
}
