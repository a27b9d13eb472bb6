import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMap, mappedSource } from "../../../../../lambdas/data/sql/connection/client-map.ts";
import { findConnection } from "../../../../../lambdas/data/sql/connection/find-connection.ts";
import { serverOf } from "../../../../../lambdas/data/sql/connection/server.ts";
import { log } from "../../../../../lambdas/log.ts";
import type { ConnectionSettings } from "../../../../../lambdas/settings/connections.ts";
import { type SecretsManager, secretArn, startSecretsManager } from "../../../../support/secrets-manager.ts";
import {
  parameterArn,
  type SystemsManager,
  startSystemsManager,
} from "../../../../support/systems-manager.ts";

let manager: SecretsManager;
let parameters: SystemsManager;
beforeAll(async () => {
  manager = await startSecretsManager();
  parameters = await startSystemsManager();
});
afterAll(() => {
  manager.close();
  parameters.close();
});

/** A map of its own for each test, because the process keeps what it has read. */
let arn = "";
let tests = 0;
beforeEach(() => {
  tests++;
  arn = secretArn(`clients-${tests}`);
  manager.asked.length = 0;
  parameters.asked.length = 0;
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const passSeconds = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const setMap = (entries: object) => manager.secrets.set(arn, JSON.stringify(entries));
const acme = { username: "acme", password: "pw", dbname: "acme" };
const find = (clientId: string, secrets?: string) => mappedSource(arn, clientId, secrets);

describe("a client map", () => {
  it("is read once, for however many requests of its clients", async () => {
    setMap({ ACME: acme, GLOBEX: acme });
    await Promise.all([find("ACME"), find("GLOBEX"), find("ACME")]);
    passSeconds(299);
    await find("ACME");
    expect(manager.asked).toEqual([`secretsmanager.GetSecretValue ${arn}`]);
  });

  it("is read again for a client that it lacks, so that adding one needs no deployment", async () => {
    setMap({ ACME: acme });
    await find("ACME");
    setMap({ ACME: acme, GLOBEX: acme });
    passSeconds(16);
    expect(await find("GLOBEX")).toMatchObject({ address: { user: "acme" } });
    expect(manager.asked).toHaveLength(2);
  });

  it("is read at most every fifteen seconds, however many unknown clients ask", async () => {
    setMap({ ACME: acme });
    for (let at = 0; at < 100; at++) {
      expect(await find(`unknown-${at}`)).toBeNull();
      passSeconds(0.1);
    }
    expect(manager.asked).toHaveLength(1);
    passSeconds(16);
    await Promise.all(Array.from({ length: 100 }, (_, at) => find(`unknown-${at}`)));
    expect(manager.asked).toHaveLength(2);
  });

  it("does not have a client that it names wait while it is read for another", async () => {
    setMap({ ACME: acme });
    await find("ACME");
    passSeconds(16);
    const answered: string[] = [];
    const unknown = find("unknown").then(() => answered.push("unknown"));
    await find("ACME").then(() => answered.push("ACME"));
    await unknown;
    expect(answered).toEqual(["ACME", "unknown"]);
  });

  it("is read again after five minutes, so that a client that was taken out loses its database", async () => {
    setMap({ ACME: acme });
    await find("ACME");
    setMap({});
    passSeconds(301);
    expect(await find("ACME")).toBeNull();
  });

  it("serves on as it was where it cannot be renewed, with a line in the log", async () => {
    const warned = vi.spyOn(log, "warn").mockReturnValue();
    setMap({ ACME: acme });
    await find("ACME");
    manager.secrets.delete(arn);
    passSeconds(301);
    expect(await find("ACME")).not.toBeNull();
    expect(warned.mock.calls.map(([name]) => name)).toEqual(["client-map-not-renewed"]);
    await expect(find("GLOBEX")).rejects.toMatchObject({ name: "SourceUnavailable" });
  });

  it("that cannot be read is asked for at most every fifteen seconds, too", async () => {
    for (let at = 0; at < 5; at++) {
      await expect(find("ACME")).rejects.toThrow(`${arn} cannot be read`);
      passSeconds(1);
    }
    expect(manager.asked).toHaveLength(1);
    setMap({ ACME: acme });
    passSeconds(16);
    expect(await find("ACME")).not.toBeNull();
  });

  it("is read again where the database refuses what it says, under the same limit", async () => {
    setMap({ ACME: acme });
    await find("ACME");
    setMap({ ACME: { ...acme, password: "rotated" } });
    forgetMap(arn);
    expect(await find("ACME")).toMatchObject({ address: { password: "pw" } });
    passSeconds(16);
    expect(await find("ACME")).toMatchObject({ address: { password: "rotated" } });
  });

  it.each(["acme", "ACME ", "", "__proto__", "constructor", "toString"])(
    "has no client %j, for ids are compared to the letter",
    async (clientId) => {
      setMap({ ACME: acme });
      expect(await find(clientId)).toBeNull();
    },
  );

  it.each([
    ["[]", "no JSON object"],
    ["hunter2", "no JSON"],
    ['{"ACME": 42}', 'The entry "ACME"'],
    ['{"ACME": {"username": "hunter2"}}', "password is missing"],
    ['{"ACME": "Server=h;Integrated Security=true;Password=hunter2"}', "Windows authentication"],
    ['{"ACME": {"secret": "x", "password": "hunter2"}}', "beside secret"],
    [`{"ACME": {"secret": "${secretArn("other")}"}}`, "perClientSecrets"],
  ])("that is wrong is an error without what it holds: %s", async (text, words) => {
    manager.secrets.set(arn, text);
    const error = await find("ACME").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "SourceUnavailable", message: expect.stringContaining(words) });
    expect(String(error)).toContain(arn);
    expect(String(error)).not.toContain("hunter2");
  });

  it("that is wrong for one client is right for another", async () => {
    setMap({ ACME: { username: 1 }, GLOBEX: acme });
    await expect(find("ACME")).rejects.toThrow('The entry "ACME"');
    expect(await find("GLOBEX")).not.toBeNull();
  });

  it("may name the secrets that the settings admit", async () => {
    setMap({ ACME: { secret: secretArn("clients/acme"), database: "acme" } });
    const admitted = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:clients/*";
    expect(await find("ACME", admitted)).toEqual({ secret: secretArn("clients/acme"), database: "acme" });
    await expect(find("ACME", admitted.replace("clients/", "clients/b"))).rejects.toThrow("perClientSecrets");
  });
});

describe("a client map in a parameter", () => {
  it("is read with its password where it is a SecureString", async () => {
    arn = parameterArn(`clients/${tests}`);
    parameters.parameters.set(arn, { Type: "SecureString", Value: JSON.stringify({ ACME: acme }) });
    expect(await find("ACME")).toMatchObject({ address: { user: "acme" } });
    expect(parameters.asked).toEqual([`AmazonSSM.GetParameter ${arn}`]);
  });

  it("holds no password where it is a String, which AWS does not encrypt", async () => {
    arn = parameterArn(`clients/${tests}`);
    const admitted = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:clients/*";
    const entries = { ACME: acme, GLOBEX: { secret: secretArn("clients/globex") } };
    parameters.parameters.set(arn, { Type: "String", Value: JSON.stringify(entries) });
    await expect(find("ACME", admitted)).rejects.toThrow("Make it a SecureString");
    expect(await find("GLOBEX", admitted)).toEqual(entries.GLOBEX);
  });
});

describe("a connection with a client map", () => {
  const settings = (more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
    name: "Sales",
    engine: "postgres",
    host: "shared.example.com",
    perClientFrom: arn,
    poolSize: 1,
    statementSeconds: 60,
    routines: [],
    tables: [],
    allowText: false,
    ...more,
  });
  const server = async (clientId: string | null, more?: Partial<ConnectionSettings>) =>
    serverOf(await findConnection([settings(more)], "sales", { clientId }));

  it("takes from its settings what a client's entry leaves out, and nothing else", async () => {
    setMap({ ACME: acme, GLOBEX: { ...acme, host: "own.example.com", port: 6000 } });
    expect(await server("ACME")).toMatchObject({ host: "shared.example.com", port: 5432, database: "acme" });
    expect(await server("GLOBEX")).toMatchObject({ host: "own.example.com", port: 6000 });
  });

  it.each([
    ["a client that the map lacks", "OTHER", {}],
    ["no client", null, {}],
    ["a client that the connection does not admit", "ACME", { clients: ["GLOBEX"] }],
  ])("does not exist for %s", async (_, clientId, more) => {
    setMap({ ACME: acme });
    await expect(server(clientId, more)).rejects.toThrow(
      "This API has no connection sales for you. Tell your administrator.",
    );
  });

  it("does not read the map for a caller whom it cannot name", async () => {
    setMap({ ACME: acme });
    await expect(server(null)).rejects.toThrow();
    await expect(server("ACME", { clients: ["GLOBEX"] })).rejects.toThrow();
    expect(manager.asked).toEqual([]);
  });
});
