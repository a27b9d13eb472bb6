import { describe, expect, it } from "vitest";
import { readProcedures } from "../../../local/migrate/procedures.ts";

const sentences = (text: string) => readProcedures(text, "all.sql").findings.map(({ sentence }) => sentence);

describe("a script of stored procedures", () => {
  it("gives the routines of the settings", () => {
    const script = `
CREATE PROCEDURE [interject].[customer_aging] @CompanyName nvarchar(100) AS SELECT 1
GO
create or alter proc save_credit as select 'CREATE PROC dbo.quoted'
-- CREATE PROC dbo.commented
ALTER PROCEDURE interject . customer_aging AS SELECT 2
CREATE PROCEDURE dbo.[with space] AS SELECT 1`;
    expect(readProcedures(script, "all.sql")).toEqual({
      routines: ["interject.customer_aging", "dbo.save_credit"],
      findings: [],
    });
  });

  it.each(["SUSER_SNAME()", "suser_sname()", "SYSTEM_USER", "ORIGINAL_LOGIN()"])(
    "that asks the server who is there learns the login of the API: %s",
    (name) => {
      expect(sentences(`select * from t where owner = ${name}`)).toEqual([
        expect.stringContaining(`asks ${name.replace("()", "").toUpperCase()} who is there`),
      ]);
    },
  );

  it.each(["select 1 from other.dbo.t", "select 1 from x join [other]..[t] on 1 = 1", "exec other.dbo.p"])(
    "that names another database is told of: %s",
    (code) =>
      expect(sentences(code)).toEqual([expect.stringContaining("tables or procedures of another database")]),
  );

  it("that names a linked server is told of", () => {
    expect(sentences("insert into srv.other.dbo.t select 1")).toEqual([
      expect.stringContaining("a linked server"),
    ]);
    expect(sentences("exec srv...p")).toEqual([expect.stringContaining("a linked server")]);
  });

  it("that reaches outside of the database is told of", () => {
    expect(sentences("exec master..xp_cmdshell 'dir'").join()).toContain("uses XP_CMDSHELL");
  });

  it.each([
    "select dbo.t.name from dbo.t where dbo.t.id = 1",
    "-- SUSER_SNAME()\nselect 'from a.b.c', /* other.dbo.t */ 1 from dbo.t",
  ])("is left alone where nothing stands in its way: %s", (code) => expect(sentences(code)).toEqual([]));
});
