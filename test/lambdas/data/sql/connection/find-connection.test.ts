import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { findConnection } from "../../../../../lambdas/data/sql/connection/find-connection.ts";
import { ConnectionList } from "../../../../../lambdas/settings/connections.ts";

const url = "postgres://api@127.0.0.1/sales";
const connections = (clients?: unknown) =>
  v.parse(ConnectionList, [
    { name: "Sales", engine: "postgres", url, ...(clients === undefined ? {} : { clients }) },
  ]);
const find = async (clients: unknown, clientId: string | null) =>
  (await findConnection(connections(clients), "sales", { clientId })).settings.name;

describe("a connection whose settings name clients", () => {
  it("is for users of these clients", async () => {
    expect(await find(["ACME", "GLOBEX"], "GLOBEX")).toBe("Sales");
  });

  it.each([
    ["of another client", "OTHER"],
    ["of a client in another letter case", "acme"],
    ["without a client", null],
  ])("is unknown to a user %s, in the words for a connection that is not there", async (_, clientId) => {
    const refusal = "This API has no connection sales for you. Tell your administrator.";
    await expect(find(["ACME"], clientId)).rejects.toThrow(refusal);
    await expect(findConnection(connections(["ACME"]), "sales", null)).rejects.toThrow(refusal);
  });

  it.each(["any", undefined])("is for everyone whom the API admits where they say %s", async (clients) => {
    expect(await find(clients, null)).toBe("Sales");
  });
});
