import { describe, expect, it } from "vitest";
import { nameConnections } from "../../../local/migrate/connection-names.ts";

function named(keys: readonly string[], { peer = ".NET" as ".NET" | "Python", clientIdIsName = false } = {}) {
  const connectionStrings = keys.map((key) => ({ key, text: `string of ${key}` }));
  const { connections, findings } = nameConnections({ peer, clientIdIsName, connectionStrings });
  return {
    connections: connections.map(({ name, databases }) => [
      name,
      ...[...databases].map(([client, { key }]) => `${client}: ${key}`),
    ]),
    findings: findings.map(({ kind, sentence }) => `${kind}: ${sentence}`),
  };
}

describe("the keys of connection strings", () => {
  it("are, in .NET's API, the connection's name and the client's id", () => {
    expect(named(["Sales_ACME", "sales_GLOBEX", "Big_Sales_ACME"])).toEqual({
      connections: [
        ["Sales", "ACME: Sales_ACME", "GLOBEX: sales_GLOBEX"],
        ["Big_Sales", "ACME: Big_Sales_ACME"],
      ],
      findings: [],
    });
  });

  it("are the name alone where they name no client, and in Python's API", () => {
    expect(named(["Sales"]).connections).toEqual([["Sales", "null: Sales"]]);
    expect(named(["Sales_ACME"], { peer: "Python" }).connections).toEqual([
      ["Sales_ACME", "null: Sales_ACME"],
    ]);
  });

  it("are the client alone in earlier versions, with UseClientIdAsConnectionName", () => {
    const { connections, findings } = named(["ACME", "GLOBEX"], { clientIdIsName: true });
    expect(connections).toEqual([["Main", "ACME: ACME", "GLOBEX: GLOBEX"]]);
    expect(findings).toEqual([
      expect.stringMatching(/^check: The connection strings are named by the client/),
    ]);
  });

  it("have no fallback here for clients without a string", () => {
    const { connections, findings } = named(["Sales_ACME", "Sales"]);
    expect(connections).toEqual([["Sales", "ACME: Sales_ACME"]]);
    expect(findings).toEqual([expect.stringMatching(/^cannot: Sales has a string for every other client/)]);
  });

  it("get a name that is allowed here, and the new name is told", () => {
    const { connections, findings } = named(["Sales North", "1st"]);
    expect(connections.map(([name]) => name)).toEqual(["Sales-North", "C-1st"]);
    expect(findings).toEqual([
      expect.stringContaining("The connection Sales North is called Sales-North here"),
      expect.stringContaining("The connection 1st is called C-1st here"),
    ]);
  });
});
