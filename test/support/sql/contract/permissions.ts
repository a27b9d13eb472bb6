import { describe, expect, it } from "vitest";
import type { Formula } from "../../../../local/addin/request.ts";
import { command, type Subject } from "./subject.ts";

/** What a data portal may name, and that whatever it sends is a value and no statement. */
export function onlyListedNamesAreCalled(subject: Subject): void {
  const { named, connection, send, run } = subject;

  describe("what may be called", () => {
    const hostile = [
      "echo; drop table items",
      "echo('x')",
      "echo --",
      "echo/**/",
      "echo\u0000",
      "(select 1)",
      "'echo'",
      "server.database.schema.echo",
      "..echo",
      "",
      "echo echo",
      '"echo" "x"',
      "[echo]]",
    ];
    it.each(hostile)("is a name: %j is none", async (text) => {
      const { errorMessage, tables } = await send(command(text));
      expect(errorMessage).toMatch(/Tell your administrator|Ask your administrator/);
      expect(tables).toEqual([]);
    });

    it("is on the connection's list, whatever the letter case", async () => {
      const listed = { connection: { routines: [named("DOUBLED"), named("who*")] } };
      expect((await run("doubled", { parameters: { amount: "1" } }, listed)).errorMessage).toBe("");
      expect((await run("whoami", {}, listed)).errorMessage).toBe("");
      expect((await run("hidden", {}, listed)).errorMessage).toContain("may call");
    });

    it("is nothing unless something is listed", async () => {
      const { errorMessage } = await run("whoami", {}, { connection: { routines: [] } });
      expect(errorMessage).toContain("no routine");
    });

    it("is said in the same words whether it is not there or not listed", async () => {
      const none = { connection: { routines: [] } };
      const [hidden, missing] = [await run("hidden", {}, none), await run("nothing", {}, none)];
      expect(hidden.errorMessage.replace("hidden", "X")).toBe(missing.errorMessage.replace("nothing", "X"));
    });

    it("is a table only where it is listed", async () => {
      const direct = (name: string) => command(named(name), { type: "TableDirect" });
      const open = await send(direct("items_view"));
      expect(open.errorMessage).toBe("");
      expect(open.tables[0]?.columns).toEqual(["name", "amount"]);
      expect((await send(direct("items"))).errorMessage).toContain("does not open");
    });

    it("is no statement unless the connection allows it, and its parameters are bound then", async () => {
      const statement: Formula = {
        parameters: { wanted: "x' or '1'='1" },
        ...command("select @wanted as wanted, '@wanted' as quoted -- @wanted", { type: "Text" }),
      };
      const refused = await send(statement);
      expect(refused.errorMessage).toContain("takes no statements");
      const allowed = await send(statement, { connections: [connection({ allowText: true })] });
      expect(allowed.errorMessage).toBe("");
      expect(allowed.tables[0]?.rows).toEqual([["x' or '1'='1", "@wanted"]]);
    });

    it.each(["'; drop table items; --", "\\", "$1", "?", "@a", "%s", "😀", "\ud800", "a\r\nb", "{{x}}"])(
      "takes any text as a value: %j",
      async (value) => {
        const parameters = { a_text: value, whole: "1", amount: "", due: "", flag: "" };
        const result = await run("echo", { parameters });
        expect(result.tables[0]?.rows[0]?.[0]).toBe(value.toWellFormed());
      },
    );

    it("refuses a text that the database cannot hold, and loses nothing else", async () => {
      const parameters = { a_text: "a\0b", whole: "1", amount: "", due: "", flag: "" };
      const { errorMessage, tables } = await run("echo", { parameters });
      if (errorMessage === "") expect(tables[0]?.rows[0]?.[0]).toBe("a\0b");
      else expect(errorMessage).toContain("does not accept this");
    });
  });
}
