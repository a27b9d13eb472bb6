import { describe, expect, it } from "vitest";
import { mary } from "../../data-function.ts";
import type { Subject } from "./subject.ts";

/** Who the database takes the caller for: what the verified token says, for one request alone. */
export function identityIsTheTokens(subject: Subject): void {
  const { run } = subject;

  describe("who the user is", () => {
    it("is what the token says, and the database knows it", async () => {
      // A role with a comma stays one: roles are a JSON list.
      const { tables } = await run("whoami", {}, { user: { ...mary, roles: ["Staff", "Sales,Admin"] } });
      const roles = '["Staff","Sales,Admin"]';
      expect(tables[0]?.rows).toEqual([
        ["user-1", "client-1", "mary@example.com", "42", roles, "https://auth.example.com#42"],
      ]);
    });

    it("is NULL where the token says nothing, whoever used the connection before", async () => {
      const options = { connection: { poolSize: 1 } };
      const unknown = { ...mary, userId: null, clientId: null, loginName: null };
      await run("whoami", {}, options);
      const { tables } = await run("whoami", {}, { ...options, user: unknown });
      // The embedded database has one session for all connections, in which a value once set becomes empty.
      const absent = subject.server.cannotEnd === null ? null : "";
      expect(tables[0]?.rows).toEqual([[absent, absent, absent, "42", "[]", "https://auth.example.com#42"]]);
    });

    it("decides which rows there are", async () => {
      const other = { ...mary, clientId: "client-2" };
      expect((await run("secrets_of_client")).tables[0]?.rows).toEqual([["of client 1"]]);
      expect((await run("secrets_of_client", {}, { user: other })).tables[0]?.rows).toEqual([
        ["of client 2"],
      ]);
      const nobody = await run("secrets_of_client", {}, { user: { ...mary, clientId: null } });
      expect(nobody.tables[0]?.rows).toEqual([]);
    });

    it("is given to system parameters in place of what the workbook says", async () => {
      const parameters = { Interject_LoginName: "boss@example.com" };
      const { tables } = await run("system_values", { parameters });
      expect(tables[0]?.rows).toEqual([["user-1", "mary@example.com", "16.0"]]);
    });

    it("is given in the request context's XML in place of what the workbook says", async () => {
      const boss = "<UserContext><UserId></UserId><FullName>The Boss</FullName></UserContext>";
      // Longer than `varchar`, which the Addin calls it, holds in SQL Server.
      const tab = `<TabName>${"x".repeat(8_000)}</TabName>`;
      const sent = `<RequestContext>${tab}${boss}</RequestContext>`;
      const { tables, errorMessage } = await run("context_xml", {
        parameters: { Interject_RequestContext: sent },
      });
      expect(errorMessage).toBe("");
      const user =
        "<UserId>user-1</UserId><FullName/><ClientId>client-1</ClientId><LoginName>mary@example.com</LoginName>";
      expect(tables[0]?.rows).toEqual([
        [`<RequestContext>${tab}<UserContext>${user}<UserRoles></UserRoles></UserContext></RequestContext>`],
      ]);
    });

    it("is in the request context's XML what the workbook says only where the settings say so", async () => {
      const sent =
        "<RequestContext><UserContext><FullName>The Boss</FullName></UserContext></RequestContext>";
      const formula = { parameters: { Interject_RequestContext: sent } };
      const identity = { requestContextIdentity: "as-sent" } as const;
      const { tables } = await run("context_xml", formula, { identity });
      expect(tables[0]?.rows).toEqual([[sent]]);
    });

    it("is compared with the request context before a routine is called", async () => {
      const sent = "<RequestContext><UserContext><UserId>user-2</UserId></UserContext></RequestContext>";
      const { tables, errorMessage } = await run("context_xml", {
        parameters: { Interject_RequestContext: sent },
      });
      expect(errorMessage).toMatch(/^This workbook belongs to another sign-in/);
      expect(tables).toEqual([]);
    });

    it("has the roles that the settings name, for the routine alone", async () => {
      const userRoles = { users: {}, clients: { "client-1": ["Staff"] } };
      const { tables } = await run("roles", {}, { identity: { userRoles } });
      expect(tables[0]?.rows).toEqual([["Staff", "[]"]]);
    });

    it.each(["Interject_UserID", "Interject UserID", "@interject_userid", "[Interject_UserID]"])(
      "is not what a saved column %s says",
      async (column) => {
        const save = { columns: [column, "Interject_LoginName"], rows: [["boss", "boss@example.com"]] };
        const { tables, errorMessage } = await run("system_values", { save });
        expect(errorMessage).toBe("");
        expect(tables[0]?.rows).toEqual([["user-1", "mary@example.com", "16.0"]]);
      },
    );

    it("leaves no trace on the connection that the next request uses", async () => {
      const options = { connection: { poolSize: 1 } };
      await run("leave_traces", {}, options);
      const { tables } = await run("find_traces", {}, options);
      expect(tables[0]?.rows[0]?.map((cell) => cell || null).slice(0, 2)).toEqual([null, null]);
      expect(String(tables[0]?.rows[0]?.[2])).toBe("0");
      if (subject.server.cannotEnd === null) expect(await subject.server.connections()).toHaveLength(1);
    });
  });
}
