import { describe, expect, it, onTestFinished } from "vitest";
import { mary } from "../../data-function.ts";
import { secretArn, startSecretsManager } from "../../secrets-manager.ts";
import { command, type Subject } from "./subject.ts";

/** A client's own database is for the users of that client. */
export function clientsAreKeptApart(subject: Subject): void {
  const { named, connection, send } = subject;

  describe("a client's own database", () => {
    const perClient = () => {
      const { url, ...shared } = connection();
      return {
        ...shared,
        perClient: { "client-1": { url: subject.server.url }, other: { url: "postgres://127.0.0.1:1/x" } },
      };
    };

    it("is reached by the client's users alone", async () => {
      const own = { connections: [perClient()] };
      const text = named("whoami");
      expect((await send(command(text, { connection: "sales" }), own)).errorMessage).toBe("");
      for (const clientId of ["client-2", null, "__proto__", "constructor", "CLIENT-1", "client-1 "]) {
        const result = await send(command(text, { connection: "Sales" }), {
          ...own,
          user: { ...mary, clientId, clientNumber: null },
        });
        expect(result.errorMessage, String(clientId)).toMatch(/no connection Sales for you|another sign-in/);
      }
    });

    it("stands in a client map as well, which is read from a secret", async () => {
      const manager = await startSecretsManager();
      onTestFinished(manager.close);
      const { url, ...shared } = connection();
      const perClientFrom = secretArn(`clients-of-${shared.engine}`);
      manager.secrets.set(
        perClientFrom,
        JSON.stringify({ "client-1": url, other: "postgres://127.0.0.1:1/x" }),
      );
      const own = { connections: [{ ...shared, perClientFrom, tls: "off" as const }] };
      const ask = command(named("whoami"), { connection: "sales" });
      expect((await send(ask, own)).errorMessage).toBe("");
      for (const clientId of ["client-2", null, "__proto__", "CLIENT-1"]) {
        const result = await send(ask, { ...own, user: { ...mary, clientId, clientNumber: null } });
        expect(result.errorMessage, String(clientId)).toMatch(/no connection sales for you|another sign-in/);
      }
    });

    it.each([
      "Sales_client-1",
      "Sales_",
      "Sal",
      "Sales;Database=x",
      "postgres://127.0.0.1/x",
      "..",
      "[Sales]",
    ])("is not reached by the name %j", async (name) => {
      const result = await send(command(named("whoami"), { connection: name }), {
        connections: [perClient(), connection({ name: "Other" })],
      });
      expect(result.errorMessage).toContain("no connection");
    });
  });
}
