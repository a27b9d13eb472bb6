import type { ServicePrincipal } from "./entra-token.ts";

/** What a connection string or a secret says of a database; undefined where it says nothing. */
export interface Address {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** SQL Server's sign-in with Microsoft Entra, in place of user and password. */
  readonly entra?: EntraSignIn | undefined;
  /** SQL Server's `ApplicationIntent=ReadOnly`. */
  readonly readOnly?: boolean | undefined;
  /** Keywords that a connection string has and this API does not follow, for the log. */
  readonly ignored?: readonly string[] | undefined;
}

/** An access token of Microsoft Entra for SQL Server, or the application that can have one issued. */
type EntraSignIn = { readonly accessToken: string } | ServicePrincipal;
