import { beforeAll, describe, expect, it } from "vitest";
import { subjectOn } from "../support/sql/contract/subject.ts";
import { postgresServer } from "../support/sql/postgres.ts";
import { serverUrl } from "../support/sql/server.ts";

const saving = (name: string, statements: string) => `
  create procedure api.${name}("Name" text) language plpgsql as $body$
  begin insert into api.items (name, amount) values ("Name", 1); ${statements} end $body$;`;

/** A save of two rows, each by a call, of which the first tries to make itself count. */
const routines = [
  saving("commits", "commit;"),
  saving("rolls_back", "rollback;"),
  saving("calls_commit", `call api.commits("Name");`),
  saving("commits_dynamically", "execute 'commit';"),
  saving(
    "catches",
    "begin commit; exception when others then null; end; raise exception 'UserError: later';",
  ),
];

const url = serverUrl("TEST_POSTGRES_URL");
describe.skipIf(url === undefined)("on PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  const subject = subjectOn(() => postgresServer(url ?? ""));
  beforeAll(async () => {
    for (const routine of routines) await subject.server.rows(routine);
  });

  it.each(["commits", "rolls_back", "calls_commit", "commits_dynamically", "catches"])(
    "a routine that ends the transaction makes no part of a save count: %s",
    async (routine) => {
      const before = await subject.items();
      const save = { columns: ["Name"], rows: [[`${routine} 1`], [`${routine} 2`]] };
      const { errorMessage } = await subject.run(routine, { save });
      expect(errorMessage).not.toBe("");
      expect(await subject.items()).toEqual(before);
    },
  );

  it("a routine that ends the transaction is told who can let it", async () => {
    const save = { columns: ["Name"], rows: [["told"]] };
    const { errorMessage } = await subject.run("commits", { save });
    expect(errorMessage).toMatch(
      /^Row 18 of the sheet: The routine ends a transaction .* is undone\. .*leaves transactions to routines/,
    );
  });

  it("the same save counts where the routine leaves the transaction alone", async () => {
    await subject.server.rows(saving("leaves", "null;"));
    const save = { columns: ["Name"], rows: [["left 1"], ["left 2"]] };
    expect((await subject.run("leaves", { save })).errorMessage).toBe("");
    expect(await subject.items()).toEqual(expect.arrayContaining([["left 1"], ["left 2"]]));
  });
});
