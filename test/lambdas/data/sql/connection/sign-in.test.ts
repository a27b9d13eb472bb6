import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { forgetTokens } from "../../../../../lambdas/data/sql/connection/entra-token.ts";
import {
  type Connection,
  findConnection,
} from "../../../../../lambdas/data/sql/connection/find-connection.ts";
import { closePools, returnSession, takeSession } from "../../../../../lambdas/data/sql/connection/pools.ts";
import { forgetSecret } from "../../../../../lambdas/data/sql/connection/secrets.ts";
import { signIn } from "../../../../../lambdas/data/sql/connection/sign-in.ts";
import { SourceUnavailable } from "../../../../../lambdas/data/sql/connection/source-unavailable.ts";
import { sqlServer } from "../../../../../lambdas/data/sql/engines/sqlserver/engine.ts";
import type { ConnectionSettings } from "../../../../../lambdas/settings/connections.ts";
import { selfSigned } from "../../../../support/certificate.ts";
import { type SecretsManager, secretArn, startSecretsManager } from "../../../../support/secrets-manager.ts";
import { startTdsServer, type TdsServerOptions } from "../../../../support/tds-server.ts";

let manager: SecretsManager;
beforeAll(async () => {
  manager = await startSecretsManager();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await closePools();
  for (const arn of manager.secrets.keys()) forgetSecret(arn);
  forgetTokens();
  manager.secrets.clear();
});
afterAll(() => manager.close());

/** Takes a connection as a request does, and begins nothing on it. */
const take = async (connection: Connection) => (await takeSession(connection, async () => {})).session;

const certificate = selfSigned();
async function server(options: TdsServerOptions) {
  const started = await startTdsServer({ certificate, ...options });
  onTestFinished(() => started.close());
  return started;
}
function settings(more: Partial<ConnectionSettings>): ConnectionSettings {
  return {
    name: "Sales",
    engine: "sqlserver",
    host: "127.0.0.1",
    database: "finance",
    tls: "unverified",
    poolSize: 1,
    statementSeconds: 30,
    routines: [],
    tables: [],
    allowText: false,
    ...more,
  };
}

describe("signing in", () => {
  it("loads the driver while the secret is on its way", async () => {
    const load = vi.spyOn(sqlServer, "load");
    const own = settings({ secret: secretArn("missing") });
    await expect(take(await findConnection([own], "", null))).rejects.toThrow(SourceUnavailable);
    expect(load).toHaveBeenCalledOnce();
  });

  it("reads a secret again whose access token is refused, and tries once more", async () => {
    const arn = secretArn("token");
    const { port, logins } = await server({ accessToken: "new" });
    manager.secrets.set(arn, JSON.stringify({ accessToken: "old" }));
    const own = settings({ secret: arn, port });
    const connection = await findConnection([own], "", null);
    await expect(signIn(connection)).rejects.toMatchObject({ kind: "authentication" });
    manager.secrets.set(arn, JSON.stringify({ accessToken: "new" }));
    (await signIn(connection)).destroy();
    expect(logins.map(({ accessToken }) => accessToken)).toEqual(["old", "old", "old", "new"]);
  });

  it("has another token issued where the server refuses the one it was given", async () => {
    const arn = secretArn("principal");
    const { port, logins } = await server({ accessToken: "second" });
    const tokens = ["first", "second"];
    vi.spyOn(globalThis, "fetch").mockImplementation(async () =>
      Response.json({ access_token: tokens.shift(), expires_in: 3600 }),
    );
    manager.secrets.set(arn, JSON.stringify({ tenantId: "t", clientId: "c", clientSecret: "s" }));
    (await signIn(await findConnection([settings({ secret: arn, port })], "", null))).destroy();
    expect(logins.map(({ accessToken }) => accessToken)).toEqual(["first", "second"]);
  });

  it("reads a client map again whose password is refused, and a new pool serves the new entry", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const arn = secretArn("rotating-map");
    const { port, logins } = await server({ password: "new" });
    const entry = (password: string) => JSON.stringify({ ACME: { username: "acme", password } });
    manager.secrets.set(arn, entry("old"));
    const connections = [settings({ perClientFrom: arn, port })];
    const find = () => findConnection(connections, "Sales", { clientId: "ACME" });
    await expect(take(await find())).rejects.toMatchObject({ kind: "authentication" });
    expect(logins.map(({ password }) => password)).toEqual(["old"]);
    manager.secrets.set(arn, entry("new"));
    vi.setSystemTime(Date.now() + 16_000);
    const renewed = await find();
    await returnSession(renewed, await take(renewed));
    expect(logins.map(({ password }) => password)).toEqual(["old", "new"]);
    await returnSession(renewed, await take(await find()));
    expect(logins).toHaveLength(2);
  });
});
