import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ConnectionSettings } from "../../../../lambdas/connection-settings.ts";
import { forgetSecret } from "../../../../lambdas/data/sql/secrets.ts";
import { serverOf } from "../../../../lambdas/data/sql/server.ts";

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;

/** Secrets by ARN as AWS would answer them, over its own protocol; the client finds it by AWS's own variable. */
const secrets = new Map<string, string>();
const asked: string[] = [];
const manager = createServer(async (request, response) => {
  const body = JSON.parse(await new Response(request as never).text()) as { SecretId: string };
  asked.push(`${request.headers["x-amz-target"]} ${body.SecretId}`);
  const text = secrets.get(body.SecretId);
  response.writeHead(text === undefined ? 400 : 200, { "Content-Type": "application/x-amz-json-1.1" });
  response.end(
    JSON.stringify(text === undefined ? { __type: "ResourceNotFoundException" } : { SecretString: text }),
  );
});
beforeAll(async () => {
  await new Promise<void>((resolve) => manager.listen(0, "127.0.0.1", resolve));
  const { port } = manager.address() as AddressInfo;
  vi.stubEnv("AWS_ENDPOINT_URL_SECRETS_MANAGER", `http://127.0.0.1:${port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_REGION", "eu-west-1");
});
beforeEach(() => {
  asked.length = 0;
});
afterEach(() => {
  for (const name of secrets.keys()) forgetSecret(name);
  secrets.clear();
});
afterAll(() => {
  vi.unstubAllEnvs();
  manager.close();
});

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
    secrets.set(arn("rds"), JSON.stringify(rds));
    expect(await serverOf(connection({ secret: arn("rds") }))).toMatchObject({
      host: "h",
      port: 5433,
      database: "sales",
      user: "api",
      password: "pw",
      tls: { verify: true },
    });
    expect(asked).toEqual([`secretsmanager.GetSecretValue ${arn("rds")}`]);
  });

  it("that RDS manages has user and password alone; the settings say the rest, and go first", async () => {
    secrets.set(arn("managed"), JSON.stringify({ username: "api", password: "pw" }));
    const settings = { secret: arn("managed"), host: "db.example.com", port: 6000, database: "d" };
    expect(await serverOf(connection(settings))).toMatchObject({
      ...{ host: "db.example.com", port: 6000 },
      user: "api",
    });
    await expect(serverOf(connection({ secret: arn("managed") }))).rejects.toThrow(
      "Neither the settings nor the secret of the connection Sales name the host",
    );
  });

  it("can be a connection string", async () => {
    secrets.set(arn("string"), "Server=tcp:h,1433;Database=d;User Id=u;Password=p");
    expect(await serverOf(connection({ engine: "sqlserver", secret: arn("string") }))).toMatchObject({
      host: "h",
      port: 1433,
      password: "p",
    });
  });

  it("is asked for once, and again after it has been forgotten", async () => {
    secrets.set(arn("once"), JSON.stringify(rds));
    const one = connection({ secret: arn("once") });
    await Promise.all([serverOf(one), serverOf(one), serverOf(one)]);
    expect(asked).toHaveLength(1);
    forgetSecret(arn("once"));
    secrets.set(arn("once"), JSON.stringify({ ...rds, password: "rotated" }));
    expect((await serverOf(one)).password).toBe("rotated");
    expect(asked).toHaveLength(2);
  });

  it("that cannot be read is asked for again next time", async () => {
    await expect(serverOf(connection({ secret: arn("late") }))).rejects.toThrow();
    secrets.set(arn("late"), JSON.stringify(rds));
    expect((await serverOf(connection({ secret: arn("late") }))).user).toBe("api");
  });

  it.each(['{"username": "hunter2"', '{"username": "u", "password": 42}', "hunter2"])(
    "of another form is an error without what it holds: %s",
    async (text) => {
      secrets.set(arn("odd"), text);
      const error = await serverOf(connection({ secret: arn("odd") })).catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(/secret|connection string/);
      expect(String(error)).not.toMatch(/hunter2|42/);
    },
  );
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
    expect(asked).toEqual([]);
  });
});

describe("TLS", () => {
  it("trusts public authorities and those of RDS, unless the settings say otherwise", async () => {
    secrets.set(arn("tls"), JSON.stringify({ username: "u", password: "p", host: "h", dbname: "d" }));
    const tls = async (more: Partial<ConnectionSettings>) =>
      (await serverOf(connection({ secret: arn("tls"), ...more }))).tls;
    const verified = await tls({});
    expect(verified?.verify).toBe(true);
    expect(verified?.ca.length).toBeGreaterThan(200);
    expect(await tls({ tls: "unverified" })).toEqual({ ca: [], verify: false });
    expect(await tls({ tls: "off" })).toBeNull();
  });

  it("is off towards this machine itself", async () => {
    const local = connection({ url: "postgres://u:p@127.0.0.1:1/d" });
    expect((await serverOf(local)).tls).toBeNull();
  });
});
