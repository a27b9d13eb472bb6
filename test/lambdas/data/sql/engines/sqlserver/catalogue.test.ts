import { expect, describe as group, it } from "vitest";
import type { Routine } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import { asksCatalogue, type Described, describe } from "./described.ts";
import { signedIn } from "./signed-in.ts";

group("the catalogue of SQL Server", () => {
  const find = async (described: Described | null): Promise<readonly Routine[]> => {
    const { session } = await signedIn({
      answer: (request) => (asksCatalogue(request) ? describe(described) : null),
    });
    return session.findRoutines({ schema: "dbo", name: "any" });
  };

  it("is asked with bound values, once", async () => {
    const hostile = "x'; DROP TABLE [a]]; --";
    const { server, session } = await signedIn({
      answer: (request) => (asksCatalogue(request) ? describe(null) : null),
    });
    expect(await session.findRoutines({ schema: null, name: hostile })).toEqual([]);
    const asked = server.requests.filter(asksCatalogue);
    expect(asked).toHaveLength(1);
    const [request] = asked;
    if (request?.kind !== "rpc") throw new Error("the catalogue was not asked");
    const [statement, , schema, name] = request.parameters;
    expect(statement?.value).not.toContain("DROP");
    expect([schema?.value, name?.value]).toEqual([null, hostile]);
  });

  it("names a routine with its parameters, as declared", async () => {
    const [routine] = await find({
      type: "P",
      schema: "ledger",
      name: "Pull",
      parameters: [
        { name: "@Company", of: ["varchar", 10, 0] },
        { name: "@Total", of: ["numeric", 17, 10], isOutput: true },
        { name: "@Since", of: ["datetime2", 8, 7] },
        { name: "@Document", of: ["xml", -1, 0] },
        { name: "@interject_DATATOSAVE", of: ["nvarchar", -1, 0] },
        {
          name: "@Rows",
          of: ["Lines", -1, 0],
          table: { schema: "dbo", name: "Lines", columns: [["Amount", "money", 8, 4]] },
        },
      ],
    });
    const parameter = (name: string, type: string, dataType: string, more = {}) => ({
      name,
      mode: "in",
      type,
      dataType,
      takesRows: null,
      hasDefault: true,
      ...more,
    });
    expect(routine).toMatchObject({
      kind: "procedure",
      schema: "ledger",
      name: "Pull",
      parameters: [
        parameter("Company", "varchar", "varchar"),
        parameter("Total", "numeric", "decimal", { mode: "inout" }),
        parameter("Since", "datetime2", "moment"),
        parameter("Document", "xml", "none"),
        parameter("interject_DATATOSAVE", "nvarchar", "nvarcharmax", { takesRows: "json" }),
        parameter("Rows", "Lines", "none", { takesRows: "table" }),
      ],
    });
  });

  it("names a routine without parameters, and tells functions from procedures", async () => {
    expect(await find({ type: "P", name: "Pull" })).toMatchObject([{ kind: "procedure", parameters: [] }]);
    for (const type of ["FN", "IF", "TF"] as const)
      expect(await find({ type, name: "Pull" })).toMatchObject([{ kind: "function", parameters: [] }]);
  });
});
