import type { Server } from "./engine.ts";

/** Whom Node's TLS is to trust. An empty list would be nobody; left out, it is whom Node trusts by itself. */
export function authorities({ ca }: NonNullable<Server["tls"]>): { readonly ca?: string[] } {
  return ca.length === 0 ? {} : { ca: [...ca] };
}
