import { describe, expect, it } from "vitest";
import { command, output, type Subject, texts } from "./subject.ts";

/** How a routine is called: parameters by name, outputs, return values, several tables. */
export function routinesAreCalled(subject: Subject): void {
  const { named, send, run } = subject;

  describe("a routine", () => {
    it("is given parameters by name, in any letter case, read as it declares them", async () => {
      const parameters = {
        A_TEXT: "x",
        Whole: " 12 ",
        amount: "1234567890.12",
        due: "6/16/2026",
        FLAG: "yes",
      };
      const { tables } = await run("echo", { parameters });
      expect(texts(tables[0]?.rows)).toEqual([["x", "12", "1234567890.12", "2026-06-16", "True"]]);
    });

    it("is given parameters under the names that people write", async () => {
      const parameters = { "A Text": "x", WHOLE: "12", Amount: "1", "d-ue": "", Flag: "" };
      expect((await run("echo", { parameters })).tables[0]?.rows[0]?.[0]).toBe("x");
      const two = await run("echo", { parameters: { ...parameters, AText: "y" } });
      expect(two.errorMessage).toContain("A Text, AText mean the same");
      const result = await run("outputs", {
        parameters: { Factor: "3", amount: "1.10" },
        outputs: ["To-Tal"],
      });
      expect(Number(output(result, "To-Tal"))).toBe(3.3);
    });

    it.each([
      ["whole", "many", "whole number"],
      ["whole", "2147483648", "whole number"],
      ["due", "2026-02-30", "date"],
      ["amount", "1,5,0", "number"],
      ["flag", "maybe", "true"],
    ])("with %s=%s is refused beside that parameter", async (name, value, words) => {
      const parameters = { a_text: "x", whole: "1", amount: "1", due: "", flag: "", [name]: value };
      const { errorMessage, parameters: answered, tables } = await run("echo", { parameters });
      expect(errorMessage).toContain(name);
      expect(answered.find((one) => one.name === `@${name}`)?.validationMessage).toContain(words);
      expect(tables).toEqual([]);
    });

    it("that lacks a parameter of the formula is an error that names it", async () => {
      const parameters = { a_text: "x", whole: "1", amount: "1", due: "", flag: "", Colour: "red" };
      const { errorMessage } = await run("echo", { parameters });
      expect(errorMessage).toMatch(/^Colour: .*echo has no parameter of this name/);
    });

    it("that needs a parameter which is not sent is an error that names it", async () => {
      const { errorMessage } = await run("doubled");
      expect(errorMessage).toMatch(subject.server.missingAmount);
    });

    it("answers several result sets, an empty one among them, as tables", async () => {
      const { tables } = await run("several_tables");
      expect(tables.map(({ name, columns, rows }) => [name, columns, texts(rows)])).toEqual([
        ["Table", ["one"], [["1"]]],
        ["Table1", ["two"], []],
        ["Table2", ["three", "three1"], [["3", "4"]]],
      ]);
    });

    it("answers output parameters", async () => {
      const result = await run("outputs", {
        parameters: { factor: "3", amount: "1.10" },
        outputs: ["total", "said"],
      });
      expect(result.errorMessage).toBe("");
      expect([Number(output(result, "amount")), Number(output(result, "total"))]).toEqual([2.1, 3.3]);
      expect(output(result, "said")).toBeNull();
    });

    it("answers its value as a table, and as RETURN_VALUE where the data portal lists it", async () => {
      const result = await run("doubled", { parameters: { amount: "0.1" }, outputs: ["RETURN_VALUE"] });
      expect(Number(result.tables[0]?.rows[0]?.[0])).toBe(0.2);
      expect(Number(output(result, "RETURN_VALUE"))).toBe(0.2);
    });

    it.each(["EXEC %s", "%s;1", "database.%s"])("may be written as ADO.NET takes it: %s", async (text) => {
      const own = decodeURIComponent(new URL(subject.server.url).pathname.slice(1));
      const written = text.replace("database", own.toUpperCase()).replace("%s", named("doubled"));
      const { errorMessage, tables } = await send({ ...command(written), parameters: { amount: "1" } });
      expect(errorMessage).toBe("");
      expect(Number(tables[0]?.rows[0]?.[0])).toBe(2);
    });

    it("of another database is refused with what to write", async () => {
      const { errorMessage } = await send(command(`elsewhere.${named("doubled")}`));
      expect(errorMessage).toMatch(/names the database elsewhere, .* write schema\.name alone/);
    });

    it("is found by its exact name, in quotation marks or not", async () => {
      const quoted = await send(command(named('[Mixed Case "quoted"]')));
      expect(quoted.errorMessage).toBe("");
      expect(texts(quoted.tables[0]?.rows)).toEqual([["42"]]);
      expect((await run("DOUBLED", { parameters: { amount: "1" } })).errorMessage).toBe("");
    });
  });
}
