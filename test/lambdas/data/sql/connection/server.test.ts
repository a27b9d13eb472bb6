import { X509Certificate } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { forgetTokens } from "../../../../../lambdas/data/sql/connection/entra-token.ts";
import { forgetSecret } from "../../../../../lambdas/data/sql/connection/secrets.ts";
import { serverOf } from "../../../../../lambdas/data/sql/connection/server.ts";
import type { ConnectionSettings } from "../../../../../lambdas/settings/connections.ts";
import { type SecretsManager, secretArn, startSecretsManager } from "../../../../support/secrets-manager.ts";

let manager: SecretsManager;
beforeAll(async () => {
  manager = await startSecretsManager();
});
beforeEach(() => {
  manager.asked.length = 0;
});
afterEach(() => {
  for (const name of manager.secrets.keys()) forgetSecret(name);
  manager.secrets.clear();
});
afterAll(() => manager.close());

function connection(more: Partial<ConnectionSettings>) {
  const settings: ConnectionSettings = {
    name: "Sales",
    engine: "postgres",
    poolSize: 1,
    statementSeconds: 60,
    routines: [],
    tables: [],
    allowText: false,
    ...more,
  };
  return { settings, source: settings, clientId: null };
}

describe("a secret", () => {
  const rds = { engine: "postgres", username: "api", password: "pw", host: "h", port: 5433, dbname: "sales" };

  it("in the RDS format says all", async () => {
    manager.secrets.set(secretArn("rds"), JSON.stringify(rds));
    expect(await serverOf(connection({ secret: secretArn("rds") }))).toMatchObject({
      host: "h",
      port: 5433,
      database: "sales",
      user: "api",
      password: "pw",
      tls: { verify: true },
    });
    expect(manager.asked).toEqual([`secretsmanager.GetSecretValue ${secretArn("rds")}`]);
  });

  it("that RDS manages has user and password alone; the settings say the rest, and go first", async () => {
    manager.secrets.set(secretArn("managed"), JSON.stringify({ username: "api", password: "pw" }));
    const settings = { secret: secretArn("managed"), host: "db.example.com", port: 6000, database: "d" };
    expect(await serverOf(connection(settings))).toMatchObject({
      ...{ host: "db.example.com", port: 6000 },
      user: "api",
    });
    await expect(serverOf(connection({ secret: secretArn("managed") }))).rejects.toThrow(
      "Neither the settings nor the secret of the connection Sales name the host",
    );
  });

  it("can be a connection string", async () => {
    manager.secrets.set(secretArn("string"), "Server=tcp:h,1433;Database=d;User Id=u;Password=p");
    expect(await serverOf(connection({ engine: "sqlserver", secret: secretArn("string") }))).toMatchObject({
      host: "h",
      port: 1433,
      password: "p",
    });
  });

  it.each([
    ["postgres", 5432],
    ["mysql", 3306],
    ["sqlserver", 1433],
  ] as const)("that names no port means that of %s", async (engine, port) => {
    manager.secrets.set(secretArn("portless"), "Server=h;Database=d;User Id=u;Password=p");
    expect(await serverOf(connection({ engine, secret: secretArn("portless") }))).toMatchObject({ port });
  });

  it("is asked for once, and again after it has been forgotten", async () => {
    manager.secrets.set(secretArn("once"), JSON.stringify(rds));
    const one = connection({ secret: secretArn("once") });
    await Promise.all([serverOf(one), serverOf(one), serverOf(one)]);
    expect(manager.asked).toHaveLength(1);
    forgetSecret(secretArn("once"));
    manager.secrets.set(secretArn("once"), JSON.stringify({ ...rds, password: "rotated" }));
    expect((await serverOf(one)).password).toBe("rotated");
    expect(manager.asked).toHaveLength(2);
  });

  it("that cannot be read is asked for again next time", async () => {
    await expect(serverOf(connection({ secret: secretArn("late") }))).rejects.toThrow();
    manager.secrets.set(secretArn("late"), JSON.stringify(rds));
    expect((await serverOf(connection({ secret: secretArn("late") }))).user).toBe("api");
  });

  it.each(['{"username": "hunter2"', '{"username": "u", "password": 42}', "hunter2"])(
    "of another form is an error without what it holds: %s",
    async (text) => {
      manager.secrets.set(secretArn("odd"), text);
      const error = await serverOf(connection({ secret: secretArn("odd") })).catch(
        (thrown: unknown) => thrown,
      );
      expect(String(error)).toMatch(/secret|connection string/);
      expect(String(error)).not.toMatch(/hunter2|42/);
    },
  );
});

describe("Microsoft Entra", () => {
  const place = { host: "s.database.windows.net", database: "d" };
  const signIn = (more: Partial<ConnectionSettings> = {}) =>
    serverOf(connection({ engine: "sqlserver", secret: secretArn("entra"), ...more }));

  it("signs in with an access token from the secret", async () => {
    manager.secrets.set(secretArn("entra"), JSON.stringify({ ...place, accessToken: "eyJ.token" }));
    expect(await signIn()).toMatchObject({
      ...place,
      port: 1433,
      user: "",
      password: "",
      accessToken: "eyJ.token",
    });
  });

  it.each([
    ["another engine than SQL Server", { engine: "postgres" }],
    ["a connection without TLS", { tls: "off" }],
  ] as const)("is not for %s", async (_, more) => {
    manager.secrets.set(secretArn("entra"), JSON.stringify({ ...place, accessToken: "eyJ.token" }));
    await expect(signIn(more)).rejects.toThrow(
      /^The connection Sales signs in with Microsoft Entra, which needs/,
    );
  });

  it.each([
    [JSON.stringify({ ...place, tenantId: "t", clientId: "c", clientSecret: "pw" })],
    [
      "Server=s.database.windows.net;Database=d;User Id=c@t;Password=pw;Authentication=Active Directory Service Principal",
    ],
  ])("has a token issued for the application in the secret: %s", async (text) => {
    const fetched = vi
      .spyOn(globalThis, "fetch")
      .mockImplementation(async () => Response.json({ access_token: "issued", expires_in: 3600 }));
    onTestFinished(() => {
      fetched.mockRestore();
      forgetTokens();
    });
    manager.secrets.set(secretArn("entra"), text);
    expect(await signIn()).toMatchObject({ user: "", password: "", accessToken: "issued" });
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});

describe("IAM", () => {
  it("signs in with a token that is made anew each time, without asking anyone", async () => {
    const settings = { iam: { user: "api", resourceId: "db-1" }, host: "db.example.com", database: "d" };
    const { password, user } = await serverOf(connection(settings));
    expect(user).toBe("api");
    const token = new URL(`https://${password}`);
    expect(token.host).toBe("db.example.com:5432");
    expect(token.searchParams.get("Action")).toBe("connect");
    expect(token.searchParams.get("DBUser")).toBe("api");
    expect(token.searchParams.get("X-Amz-Credential")).toContain("/eu-west-1/rds-db/");
    expect(manager.asked).toEqual([]);
  });
});

describe("TLS", () => {
  const tls = async (more: Partial<ConnectionSettings>) => {
    manager.secrets.set(
      secretArn("tls"),
      JSON.stringify({ username: "u", password: "p", host: "h", dbname: "d" }),
    );
    return (await serverOf(connection({ secret: secretArn("tls"), ...more }))).tls;
  };

  it("trusts the authorities that Node trusts, unless the settings say otherwise", async () => {
    expect(await tls({})).toEqual({ ca: [], verify: true });
    expect(await tls({ tls: "unverified" })).toEqual({ ca: [], verify: false });
    expect(await tls({ tls: "off" })).toBeNull();
  });

  it.each([
    "db-1.abc.eu-west-1.rds.amazonaws.com",
    "api.proxy-abc.us-gov-west-1.rds.amazonaws.com",
    "db-1.abc.rds.cn-north-1.amazonaws.com.cn",
  ])("trusts RDS's own authorities alone towards %s", async (host) => {
    const trusted = await tls({ host });
    expect(trusted?.verify).toBe(true);
    expect(trusted?.ca.length).toBeGreaterThan(100);
    const names = trusted?.ca.map((pem) => new X509Certificate(pem).subject) ?? [];
    // The last is that of the proxies.
    expect(names.filter((name) => !/CN=(?:Amazon (?:RDS|Root CA) |Starfield Services )/.test(name))).toEqual(
      [],
    );
  });

  it.each(["rds.amazonaws.com.example.com", "db.rds.example.com", "abc.redshift.amazonaws.com"])(
    "does not take %s for RDS",
    async (host) => expect(await tls({ host })).toEqual({ ca: [], verify: true }),
  );

  it("is off towards this machine itself", async () => {
    const local = connection({ url: "postgres://u:p@[::1]:1/d" });
    expect((await serverOf(local)).tls).toBeNull();
  });
});
