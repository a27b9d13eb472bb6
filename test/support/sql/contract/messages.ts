import { describe, expect, it } from "vitest";
import { output, type Subject } from "./subject.ts";

/** What the person in Excel reads of what a routine says, and what stays in the log. */
export function routinesSpeak(subject: Subject): void {
  const { run, items } = subject;

  describe("what a routine says", () => {
    it.each([
      ["UserError: The period is closed.", "The period is closed.", ""],
      ["The period is closed.", "The period is closed.", ""],
      ["usernotice: Nothing is due.", "", "Nothing is due."],
    ])("%j", async (words, errorMessage, userMessage) => {
      expect(await run("refuses", { parameters: { words } })).toMatchObject({ errorMessage, userMessage });
    });

    it("by a fault of its own stays in the log", async () => {
      const { errorMessage } = await run("faulty");
      expect(errorMessage).toBe(
        "The report failed on the server. Tell your administrator this reference: test",
      );
    });

    it("half-way keeps the rows before it and says where they end", async () => {
      const { errorMessage, tables } = await run("fails_after", { parameters: { number_of_rows: "3000" } });
      expect(errorMessage).toMatch(/The answer is not complete: it ends after row [\d,]+ of Table\.$/);
      expect(tables[0]?.rows.length).toBeGreaterThan(0);
    });

    it("in Interject_ReturnError fails it, and what it did is undone", async () => {
      const result = await run("save_and_report", { parameters: { name: "bad one" } });
      expect(result.errorMessage).toBe("The period is closed.");
      expect(output(result, "Interject_ReturnError")).toBe("The period is closed.");
      expect(await items()).not.toContainEqual(["bad one"]);
      const good = await run("save_and_report", { parameters: { name: "good one" } });
      expect(good.errorMessage).toBe("");
      const noted = await run("save_and_report", { parameters: { name: "noted" } });
      expect(noted).toMatchObject({ errorMessage: "", userMessage: "It is late." });
      expect(await items()).toEqual(expect.arrayContaining([["good one"], ["noted"]]));
    });
  });
}
