import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadDeployedSettings } from "../../../lib/setting-sources.ts";
import type { PeerSettings } from "../../../local/migrate/peer-settings.ts";
import { type Plan, plan } from "../../../local/migrate/plan.ts";

const folder = mkdtempSync(join(tmpdir(), "migrate-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the stack makes of the settings: it must take them as they are. */
function accepted({ settings }: Plan): ReturnType<typeof loadDeployedSettings> {
  const file = join(folder, "settings.json");
  writeFileSync(file, JSON.stringify(settings));
  return loadDeployedSettings(join(import.meta.dirname, "../../.."), { INTERJECT_SETTINGS_FILE: file });
}

const sales = (database: string) =>
  `Server=sql1.example.com;Database=${database};User Id=api;Password=pw-${database}`;

function made(
  strings: Readonly<Record<string, string>>,
  more: Partial<PeerSettings> = {},
  routines: string[] = [],
) {
  const connectionStrings = Object.entries(strings).map(([key, text]) => ({ key, text }));
  const source: PeerSettings = {
    peer: ".NET",
    issuer: "https://auth.gointerject.com",
    audiences: [],
    algorithms: [],
    connectionStrings,
    clientIdIsName: false,
    corsOrigins: [],
    findings: [],
    ...more,
  };
  const result = plan(source, routines);
  return { ...result, sentences: result.findings.map(({ sentence }) => sentence).join("\n") };
}

describe("the settings", () => {
  it("admit the clients that the connection strings name, each to a database of its own", () => {
    const result = made({ Sales_ACME: sales("acme"), Sales_GLOBEX: sales("globex") });
    const [connection] = accepted(result).connections;
    expect(accepted(result).clients).toEqual(["ACME", "GLOBEX"]);
    expect(connection).toMatchObject({ name: "Sales", engine: "sqlserver" });
    expect(Object.keys(connection?.perClient ?? {})).toEqual(["ACME", "GLOBEX"]);
    expect(result.secrets.map(({ name, text }) => [name, JSON.parse(text)])).toEqual([
      [
        "interject/Sales/ACME",
        { username: "api", password: "pw-acme", host: "sql1.example.com", dbname: "acme" },
      ],
      [
        "interject/Sales/GLOBEX",
        { username: "api", password: "pw-globex", host: "sql1.example.com", dbname: "globex" },
      ],
    ]);
  });

  it("give a connection with a single client to this client", () => {
    const [connection] = accepted(made({ Sales_ACME: sales("acme") })).connections;
    expect(connection?.clients).toEqual(["ACME"]);
    expect(connection?.secret).toContain("secret:interject/Sales/ACME-");
  });

  it("keep the places of many clients in one secret, which the settings name", () => {
    const keys = Array.from({ length: 300 }, (_, n) => `Sales_C${n}`);
    const result = made(Object.fromEntries(keys.map((key) => [key, sales(key)])));
    const { settings, secrets, sentences } = result;
    expect(accepted(result).connections).toHaveLength(1);
    expect(settings.connections).toEqual([
      {
        name: "Sales",
        engine: "sqlserver",
        routines: [],
        perClientFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:interject/Sales-AbCdEf",
      },
    ]);
    expect(secrets).toHaveLength(1);
    expect(JSON.parse(secrets[0]?.text ?? "")["C299"]).toEqual({
      username: "api",
      password: "pw-Sales_C299",
      host: "sql1.example.com",
      dbname: "Sales_C299",
    });
    expect(sentences).not.toContain("do not fit");
  });

  it("say so where the clients do not fit into one secret", () => {
    const strings = Array.from({ length: 1000 }, (_, n) => [`Sales_C${n}`, sales(`database-${n}`)]);
    expect(made(Object.fromEntries(strings)).sentences).toContain("do not fit into one secret");
  });

  it("have a client to replace, whom no token names, where no string names one", () => {
    const result = made({ Sales: sales("a") });
    expect(accepted(result).clients).toEqual(["your-client-id"]);
    expect(result.sentences).toContain("replace your-client-id");
  });

  it("let each connection decide where the list of clients is too long, unless one is for everyone", () => {
    const strings = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`Sales_0123456789-0123456789-0123456789-${n}`, sales("a")]),
    );
    const many = made(strings);
    expect(many.settings.clients).toBe("any");
    expect(many.sentences).toContain("every customer of Interject gets in");
    const shared = made({ ...strings, Hr: sales("b") });
    expect(shared.settings.clients).toHaveLength(60);
    expect(shared.sentences).toContain("too long for the settings, and a connection is for every client");
  });

  it("ask for other clients where a connection is for everyone", () => {
    expect(made({ Sales_ACME: sales("a"), Hr: sales("b") }).sentences).toContain("Add the others");
  });

  it("have a host to replace where the database is on that machine, and a sign-in where Windows has it", () => {
    const result = made({ Sales_ACME: "Server=.;Database=a;Integrated Security=True" });
    expect(accepted(result).connections[0]).toMatchObject({ clients: ["ACME"] });
    expect(result.secrets[0]).toMatchObject({ isComplete: false });
    expect(JSON.parse(result.secrets[0]?.text ?? "")).toMatchObject({
      username: "",
      host: "sql.example.com",
    });
  });

  it("leave out what cannot move, and keep the rest", () => {
    const result = made({ Docs: "mongodb://u:p@m/a", Sales: sales("a") });
    expect(accepted(result).connections.map(({ name }) => name)).toEqual(["Sales"]);
    expect(result.sentences).toContain("MongoDB is not supported");
  });

  it("fit into a function's environment, which has 3,700 bytes", () => {
    const names = Array.from(
      { length: 16 },
      (_, n) => `Connection${n % 4}_0123456789-0123456789-0123456789-${n}`,
    );
    const procedures = Array.from({ length: 100 }, (_, n) => `interject.procedure_of_a_long_name_${n}`);
    const { settings } = made(Object.fromEntries(names.map((key) => [key, sales(key)])), {}, procedures);
    expect(settings.connections.filter(({ perClient }) => perClient !== undefined)).toHaveLength(4);
    expect(JSON.stringify(settings.connections).length).toBeLessThan(3300);
    expect(JSON.stringify(settings.clients).length).toBeLessThan(2000);
  });

  it("list the procedures, or their schemas where they are many", () => {
    const few = ["dbo.a", "sales.b"];
    expect(accepted(made({ S: sales("a") }, {}, few)).connections[0]?.routines).toEqual(few);
    const many = Array.from({ length: 100 }, (_, n) => `${n % 2 ? "dbo" : "sales"}.procedure_${n}`);
    expect(accepted(made({ S: sales("a") }, {}, many)).connections[0]?.routines).toEqual([
      "sales.*",
      "dbo.*",
    ]);
  });

  it("take one web page that may call, and tell of several", () => {
    expect(accepted(made({}, { corsOrigins: ["https://a.example.com"] })).corsOrigin).toBe(
      "https://a.example.com",
    );
    const several = made({}, { corsOrigins: ["https://a.example.com", "https://b.example.com"] });
    expect(accepted(several).corsOrigin).toBe("*");
    expect(several.sentences).toContain("several web pages");
  });

  it("trust another identity provider for the clients that are named", () => {
    const issuer = "https://login.microsoftonline.com/1f2e/v2.0";
    const { issuers } = accepted(made({ Sales_ACME: sales("a") }, { issuer }));
    expect(issuers).toMatchObject([{ provider: "entra-v2", issuer, clientId: "ACME" }]);
  });
});

describe("the secrets", () => {
  it("have names that a shell takes as they are, none twice", () => {
    const strings = {
      "Sales North_A;rm -rf $HOME": sales("a"),
      "Sales North_A'rm": sales("b"),
      "Sales North_a-rm": sales("c"),
    };
    const names = made(strings).secrets.map(({ name }) => name);
    expect(names).toEqual([
      "interject/Sales-North/A-rm--rf-HOME",
      "interject/Sales-North/A-rm",
      "interject/Sales-North/a-rm-2",
    ]);
  });

  it("are apart for clients whose names are alike after that", () => {
    expect(made({ "S_A B": sales("a"), "S_A-B": sales("b") }).secrets.map(({ name }) => name)).toEqual([
      "interject/S/A-B",
      "interject/S/A-B-2",
    ]);
  });
});
