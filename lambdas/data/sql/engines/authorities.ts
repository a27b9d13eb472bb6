import type { Server } from "./engine.ts";

/**
 * The option `ca` of Node's TLS for a server: what it names stands in place of Node's own roots, so these
 * come with it. Without certificates beside them there is no option, and Node has its roots ready.
 */
export function authorities({ ca }: NonNullable<Server["tls"]>): { readonly ca?: string[] } {
  if (ca.length === 0) return {};
  const { rootCertificates } = process.getBuiltinModule("node:tls");
  return { ca: [...rootCertificates, ...ca] };
}
