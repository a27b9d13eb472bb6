import { beforeEach, describe, expect, it } from "vitest";
import { report } from "../../../../lambdas/data/report.ts";
import type { Subject } from "./subject.ts";

/**
 * Connections that an administrator ends: unnoticed while idle, told to the person in the middle of an
 * answer, and never taken for a save that succeeded.
 */
export function lostConnectionsAreTold(subject: Subject): void {
  const { named, run, pullOwn, items } = subject;

  const endAll = async () => {
    for (const one of await subject.server.connections()) await subject.server.kill(one);
  };

  describe("time and trouble", () => {
    beforeEach(({ skip }) => {
      const { cannotEnd } = subject.server;
      if (cannotEnd !== null) skip(cannotEnd);
    });

    it("replaces a connection that died while it was idle, unnoticed", async () => {
      await run("whoami");
      const [first = ""] = await subject.server.connections();
      expect(first).not.toBe("");
      await subject.server.kill(first);
      expect((await run("whoami")).errorMessage).toBe("");
      expect(await subject.server.connections()).not.toContain(first);
    });

    it("that breaks the connection half-way is said, and the next request works", async () => {
      const breaking = report({
        parameters: {},
        async *run({ sql }) {
          for await (const counted of sql().call(named("count_rows"), {
            number_of_rows: 1_000_000,
          })) {
            async function* rows() {
              let batches = 0;
              for await (const batch of counted.rows as AsyncIterable<readonly (readonly string[])[]>) {
                yield batch;
                if (++batches === 3) await endAll();
              }
            }
            yield { columns: counted.columns, rows: rows() };
          }
        },
      });
      const result = await pullOwn(breaking);
      expect(result.errorMessage).toMatch(/^The connection to the database was lost.*it ends after row/s);
      expect(result.tables[0]?.rows.length).toBeLessThan(1_000_000);
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it("that breaks the connection during a save saves nothing", async () => {
      const breaking = report({
        parameters: {},
        run: async ({ sql }) => {
          await sql().execute(`insert into ${named("items")} (name, amount) values ('half', 1)`);
          await endAll();
          await sql().execute(`insert into ${named("items")} (name, amount) values ('other half', 1)`);
          return { columns: [], rows: [] };
        },
      });
      const result = await pullOwn(breaking);
      expect(result.errorMessage).toContain("The connection to the database was lost");
      expect(await items()).not.toContainEqual(["half"]);
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it("that breaks the connection before a save is confirmed is never taken for a success", async () => {
      const breaking = report({
        parameters: {},
        run: async ({ sql }) => {
          await sql().execute(`insert into ${named("items")} (name, amount) values ('unconfirmed', 1)`);
          await endAll();
          return { columns: ["Status"], rows: [["Saved"]] };
        },
      });
      const result = await pullOwn(breaking);
      expect(result.errorMessage).toContain("may be saved or not");
      expect(await items()).not.toContainEqual(["unconfirmed"]);
    });
  });
}
