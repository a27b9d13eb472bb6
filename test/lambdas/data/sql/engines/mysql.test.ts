import { describe, expect, it } from "vitest";
import { engineContract } from "../../../../support/sql/contract.ts";
import { mysqlServer } from "../../../../support/sql/mysql.ts";
import { serverUrl } from "../../../../support/sql/server.ts";

const url = serverUrl("TEST_MARIADB_URL");

describe.skipIf(url === undefined)("on MariaDB (TEST_MARIADB_URL names a server)", () => {
  const subject = engineContract(() => mysqlServer(url ?? ""));

  it.each([
    ["begins a transaction", "start transaction; insert into items values (`Row`, name, 1, null)", 0],
    ["commits", "insert into items values (`Row`, name, 1, null); commit", 1],
  ])("stops a save at the row whose routine %s, and says what is stored", async (does, body, stored) => {
    const { server, named, run } = subject;
    const routine = `save_${does.replaceAll(" ", "_")}`;
    await server.rows(
      `create procedure ${named(routine)}(\`Row\` text, name varchar(200)) begin ${body}; end`,
    );
    const rows = [1, 2, 3, 4, 5].map((number) => [`${routine} ${number}`]);
    const result = await run(routine, { save: { columns: ["Name"], rows } });
    expect(result.tables).toEqual([]);
    expect(result.errorMessage).toMatch(
      /^Row 18 of the sheet: .* up to then is stored, .* Pull again to see/,
    );
    const saved = await server.rows(`select name from ${named("items")} where name like '${routine}%'`);
    expect(saved).toHaveLength(stored);
  });

  it("tells the person of a warning beside the result", async () => {
    const { server, named, run } = subject;
    await server.rows(
      `create procedure ${named("cut_list")}() begin
         set group_concat_max_len = 16; select group_concat(seq) as list from seq_1_to_100;
       end`,
    );
    const result = await run("cut_list");
    expect(result.tables[0]?.rows).toEqual([["1,2,3,4,5,6,7,8,"]]);
    expect(result.userMessage).toMatch(
      /^The database cut or changed something: Row 9 was cut by GROUP_CONCAT/,
    );
  });
});
