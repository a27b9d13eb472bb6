import type { Server } from "./engine.ts";

/** Whose certificates TLS is to trust: left out, they are Node's own, where an empty list would be nobody. */
export function authorities({ ca }: NonNullable<Server["tls"]>): { readonly ca?: string[] } {
  return ca.length === 0 ? {} : { ca: [...ca] };
}
