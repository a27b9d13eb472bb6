import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Adapter, type Configuration } from "oidc-provider";
import { accessToken, interjectClaims, type TokenOptions } from "./access-token.ts";
import { type SigningKey, signingKey } from "./signing-key.ts";
import { issuerAddresses } from "./trust-settings.ts";

/** A local identity provider that is running. */
export interface LocalIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  /** Signs a token without asking the token endpoint, so that it can be given any fault. */
  readonly token: (options?: Omit<TokenOptions, "issuer">) => string;
  readonly close: () => Promise<void>;
}

/**
 * Starts an identity provider with the paths and tokens of Interject's (protocol section 2): discovery
 * document, key set, and a token endpoint for `client_credentials` (see {@link localClient}).
 *
 * This folder also signs tokens without a running provider (`access-token.ts`, with the key of
 * `signing-key.ts`), for the commands and for tests that need a token with a fault. `token-command.ts` is
 * `npm run token`, and `trust-settings.ts` has the settings with which the stack trusts the provider.
 * @param port 0 takes a free one
 * @throws the server's error, code `EADDRINUSE`, when the port is taken
 */
export async function startIssuer(options: {
  readonly host: string;
  readonly port: number;
  readonly keysFolder: string;
}): Promise<LocalIssuer> {
  const key = signingKey(options.keysFolder);
  const server = createServer();
  server.listen(options.port, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const issuer = `http://${options.host}:${port}`;
  const provider = new Provider(issuer, configuration(issuer, key));
  server.on("request", provider.callback());
  return {
    issuer,
    ...issuerAddresses(issuer),
    token: (token = {}) => accessToken(key, { ...token, issuer }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/**
 * Name and password of the only client. They guard nothing: a program that reaches the loopback address can
 * read the key's file as well.
 */
export const localClient = { client_id: "local-addin", client_secret: "local-secret" };

function configuration(issuer: string, key: SigningKey): Configuration {
  const { audience } = issuerAddresses(issuer);
  return {
    adapter: NothingKept,
    clients: [{ ...localClient, grant_types: ["client_credentials"], redirect_uris: [], response_types: [] }],
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    cookies: { keys: [randomUUID()] },
    jwks: { keys: [{ ...key.privateKey.export({ format: "jwk" }), kid: key.kid, alg: "RS256", use: "sig" }] },
    routes: {
      authorization: "/connect/authorize",
      token: "/connect/token",
      userinfo: "/connect/userinfo",
      end_session: "/connect/endsession",
      jwks: "/.well-known/openid-configuration/jwks",
    },
    scopes: ["openid", "profile"],
    ttl: { ClientCredentials: 3600 },
    // The library's own page fetches a font from another host.
    renderError(context, { error, error_description: description }) {
      context.type = "text/plain";
      context.body = description === undefined ? error : `${error}: ${description}`;
    },
    responseTypes: ["code"],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "openid profile",
          audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: 3600,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    formats: {
      customizers: {
        /** Duende's shape: scopes as a list, the user as a document inside a claim. */
        jwt(_context, _token, jwt) {
          const { scope } = jwt.payload;
          const scopes = typeof scope === "string" ? scope.split(" ") : [];
          Object.assign(jwt.payload, interjectClaims({}), { scope: scopes, nbf: jwt.payload["iat"] });
        },
      },
    },
  };
}

/** Storage that keeps nothing: a client that asks for a token needs no session afterwards. */
class NothingKept implements Adapter {
  async upsert(): Promise<void> {}
  async find(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async findByUid(): Promise<undefined> {}
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}
