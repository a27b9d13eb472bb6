import { describe, expect, it } from "vitest";
import { carriedVariables } from "../../../local/command-line/carried.ts";

describe("what a printed command begins with", () => {
  it("is the port of this terminal", () => {
    expect(carriedVariables({ PORT: "4000", DATABASE_URL: "x" }, {}, "linux")).toBe("PORT=4000 ");
  });

  it("is in PowerShell's words on Windows", () => {
    expect(carriedVariables({ PORT: "4000", HOST: "::1" }, {}, "win32")).toBe(
      "$env:PORT='4000'; $env:HOST='::1'; ",
    );
  });

  it("is nothing where .env says the same, or nobody says anything", () => {
    expect(carriedVariables({ PORT: "4000" }, { PORT: "4000" }, "linux")).toBe("");
    expect(carriedVariables({ PORT: "" }, {}, "linux")).toBe("");
  });
});
