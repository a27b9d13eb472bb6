import { randomBytes } from "node:crypto";
import type { Server } from "../../lambdas/data/sql/engines/engine.ts";

/**
 * The environment variables that name a database server for tests, by URL: `mysql://root@127.0.0.1:3306/`.
 */
export type ServerVariable = "TEST_MARIADB_URL" | "TEST_POSTGRES_URL" | "TEST_SQLSERVER_URL";

const defaultPorts: Readonly<Record<ServerVariable, number>> = {
  TEST_MARIADB_URL: 3306,
  TEST_POSTGRES_URL: 5432,
  TEST_SQLSERVER_URL: 1433,
};

/**
 * The server that a variable names; null without it, and tests that need it are skipped by name ({@link
 * skipReason}).
 */
export function testServer(variable: ServerVariable): Server | null {
  const value = process.env[variable];
  if (value === undefined || value === "") return null;
  const url = new URL(value);
  return {
    // An IPv6 address stands in brackets in a URL only.
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || defaultPorts[variable]),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    tls: null,
    connectTimeoutMs: 5_000,
  };
}

/** What stands behind a title, so that a skipped test says what it lacks. */
export function skipReason(variable: ServerVariable): string {
  return testServer(variable) === null ? ` (skipped: ${variable} names no server)` : "";
}

/** A name of one's own for a database, user or table on a shared server. */
export function uniqueName(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString("hex")}`;
}
