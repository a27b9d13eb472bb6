import { describe, expect, it } from "vitest";
import { withConnections } from "../../local/local-connections.ts";

const url = "postgres://api:secret@db.example.com/sales";
const added = [{ name: "sales", engine: "postgres", url }];
const config = (id: string, settings: object) => ({
  id,
  directory: "/",
  handler: "index.handler",
  environment: { SETTINGS: JSON.stringify(settings), OTHER: "kept" },
  memoryMb: 128,
  timeoutSeconds: 3,
});
const settingsOf = ({ environment }: { environment: Readonly<Record<string, string>> }): unknown =>
  JSON.parse(environment["SETTINGS"] ?? "");

describe("connections of npm start", () => {
  it("take the place of a deployed one of the same name, beside the others", () => {
    const deployed = [{ name: "Sales", secret: "arn" }, { name: "Ledger" }];
    const made = withConnections(config("DataFunction0A1B2C3D", { connections: deployed, a: 1 }), added);
    expect(settingsOf(made)).toEqual({ a: 1, connections: [{ name: "Ledger" }, ...added] });
    expect(made.environment).toMatchObject({ OTHER: "kept" });
  });

  it("are all where the settings have none", () => {
    expect(settingsOf(withConnections(config("DataFunction0A1B2C3D", {}), added))).toEqual({
      connections: added,
    });
  });

  it("do not reach another function", () => {
    const authorizer = config("AuthorizerFunction0A1B2C3D", { clients: "any" });
    expect(withConnections(authorizer, added)).toBe(authorizer);
  });
});
