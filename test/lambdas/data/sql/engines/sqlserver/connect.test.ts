import dns from "node:dns";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, type MockInstance, onTestFinished, vi } from "vitest";
import { type Server, SqlFailure } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { sqlServer } from "../../../../../../lambdas/data/sql/engines/sqlserver/engine.ts";
import { selfSigned } from "../../../../../support/certificate.ts";
import { startTdsServer } from "../../../../../support/tds-server.ts";
import { readAll, serverAt, signedIn } from "./signed-in.ts";

describe("a connection to SQL Server", () => {
  it("signs in with user, password and database, under the API's name", async () => {
    const { server, session } = await signedIn();
    expect(session.isOpen()).toBe(true);
    expect(server.logins).toEqual([
      { user: "api", password: "secret", application: "Interject data API", database: "finance" },
    ]);
  });

  it("ends the transaction at any error, and says so before anything else", async () => {
    const { server } = await signedIn();
    const [first] = server.requests;
    expect(first?.kind === "batch" && first.text).toMatch(/^set xact_abort on$/m);
    expect(first?.kind === "batch" && first.text).toMatch(/^set arithabort on$/m);
  });

  it("carries a password of any characters", async () => {
    const password = "pä$$'; DROP \u{1F511}]";
    const server = await startTdsServer({ password });
    onTestFinished(() => server.close());
    const session = await sqlServer.connect(serverAt(server.port, { password }));
    session.destroy();
    expect(server.logins[0]?.password).toBe(password);
  });

  it.each([
    [18456, "Login failed for user 'api'."],
    [18452, "Login failed. The login is from an untrusted domain."],
    [4060, 'Cannot open database "finance" requested by the login. The login failed.'],
    [18487, "Login failed for user 'api'. Reason: The password of the account has expired."],
    [18488, "Login failed for user 'api'. Reason: The password of the account must be changed."],
  ])(
    "tells a refused login (%d) from other failures, asks once, and never says the password",
    async (number, text) => {
      const server = await startTdsServer({ refusal: { number, text } });
      onTestFinished(() => server.close());
      const failure = await sqlServer
        .connect(serverAt(server.port, { password: "wrong-word" }))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SqlFailure);
      expect(failure).toMatchObject({ kind: "authentication", message: text });
      expect(server.logins).toHaveLength(1);
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("wrong-word");
      expect(server.connections()).toBeLessThanOrEqual(1);
    },
  );

  it("tells a database that is not there yet from a wrong password", async () => {
    const refusal = { number: 40613, text: "Database 'finance' on server 's' is not currently available." };
    const server = await startTdsServer({ refusal });
    onTestFinished(() => server.close());
    const attempt = sqlServer.connect(serverAt(server.port, { password: "another" }));
    await expect(attempt).rejects.toMatchObject({ kind: "connection", message: refusal.text });
  });

  it("signs in with an access token of Microsoft Entra in place of user and password", async () => {
    const server = await startTdsServer({ accessToken: "eyJ.token" });
    onTestFinished(() => server.close());
    const given = { user: "", password: "", accessToken: "eyJ.token" };
    const session = await sqlServer.connect(serverAt(server.port, given));
    onTestFinished(() => session.destroy());
    expect(server.logins).toMatchObject([{ user: "", password: "", accessToken: "eyJ.token" }]);
    expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
  });

  it("tells a refused access token like a refused password, and never says the token", async () => {
    const text = "Login failed for user '<token-identified principal>'.";
    const server = await startTdsServer({ accessToken: "new", refusal: { number: 18456, text } });
    onTestFinished(() => server.close());
    const failure = await sqlServer
      .connect(serverAt(server.port, { user: "", password: "", accessToken: "eyJ.old" }))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "authentication", message: text });
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("eyJ.old");
  });

  it("asks for a readable secondary where it is told to", async () => {
    const server = await startTdsServer();
    onTestFinished(() => server.close());
    (await sqlServer.connect(serverAt(server.port, { readOnly: true }))).destroy();
    expect(server.logins).toMatchObject([{ readOnly: true }]);
  });

  it("tries all addresses of a name at once, as one may be of a subnet that is not in use", async () => {
    let reached = 0;
    const server = createServer((socket) => {
      reached++;
      socket.destroy();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => {
      server.close();
    });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const address = { address: "127.0.0.1", family: 4 };
    const lookup = vi.spyOn(dns, "lookup") as unknown as MockInstance;
    lookup.mockImplementation((_name: string, _options: unknown, answer: (e: null, a: unknown) => void) =>
      answer(null, [address, address]),
    );
    onTestFinished(() => lookup.mockRestore());
    const attempt = sqlServer.connect(serverAt(port, { host: "group.test" }));
    await expect(attempt).rejects.toMatchObject({ kind: "connection" });
    await vi.waitFor(() => expect(reached).toBe(2));
  });

  it("cannot reach a port where nobody listens", async () => {
    const server = await startTdsServer();
    await server.close();
    await expect(sqlServer.connect(serverAt(server.port))).rejects.toMatchObject({ kind: "connection" });
  });

  it("refuses a server that does not encrypt where TLS is asked for, before the password is sent", async () => {
    const server = await startTdsServer();
    onTestFinished(() => server.close());
    const tls = { ca: [], verify: true };
    await expect(sqlServer.connect(serverAt(server.port, { tls }))).rejects.toMatchObject({
      kind: "connection",
    });
    expect(server.logins).toEqual([]);
  });

  describe("over TLS", () => {
    const certificate = selfSigned();
    const trusting = { ca: [certificate.cert], verify: true };
    const attempt = async (change: Partial<Server>, shown = certificate) => {
      const server = await startTdsServer({ certificate: shown });
      onTestFinished(() => server.close());
      const connecting = sqlServer.connect(serverAt(server.port, change));
      return { server, connecting };
    };

    it.each([
      ["with a certificate that is trusted", { tls: trusting }],
      ["with one that nobody asks about", { tls: { ca: [], verify: false } }],
    ])("signs in and reads, %s", async (_, change) => {
      const { server, connecting } = await attempt(change);
      const session = await connecting;
      onTestFinished(() => session.destroy());
      expect(await readAll(session.query("SELECT 1", []))).toEqual([]);
      expect(server.logins[0]?.password).toBe("secret");
    });

    it.each([
      ["that nobody vouches for", { tls: { ca: [], verify: true } }, certificate],
      ["other than the one that is trusted", { tls: trusting }, selfSigned()],
    ])("sends no password to a server with a certificate %s", async (_, change, shown) => {
      const { server, connecting } = await attempt(change, shown);
      await expect(connecting).rejects.toMatchObject({ kind: "connection" });
      expect(server.logins).toEqual([]);
    });

    it("sends no access token to a server that nobody vouches for", async () => {
      const { server, connecting } = await attempt({
        tls: { ca: [], verify: true },
        accessToken: "eyJ.token",
      });
      await expect(connecting).rejects.toMatchObject({ kind: "connection" });
      expect(server.logins).toEqual([]);
    });

    it("is not gone without where the server asks for it", async () => {
      const { server, connecting } = await attempt({ tls: null });
      await expect(connecting).rejects.toMatchObject({ kind: "connection" });
      expect(server.logins).toEqual([]);
    });
  });
});
