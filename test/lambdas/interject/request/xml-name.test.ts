import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeName } from "../../../../lambdas/interject/request/xml-name.ts";
import { encodeName } from "../../../support/save-xml.ts";

describe("an encoded name", () => {
  it.each([
    ["Unit_x0020_Price", "Unit Price"],
    ["_x0033_0Days", "30Days"],
    ["_x005B_Clear_x005D_", "[Clear]"],
    ["_x005F_x0020_", "_x0020_"],
    ["_x0001F600_", "😀"],
    ["_xD83D__xDE00_", "😀"],
    ["_x005f_", "_"],
    ["_x0041_x0042_", "Ax0042_"],
  ])("%s is %s", (encoded, name) => expect(decodeName(encoded)).toBe(name));

  it.each(["Plain", "under_score", "_x20_", "_x00ZZ_", "_x0020", "x0020_", "_xFFFFFFFF_", "_x00110000_", ""])(
    "that is none stays as it is: %s",
    (name) => expect(decodeName(name)).toBe(name),
  );

  it("of any text gives the text back", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^(_x[0-9A-F]{4}_|_|x|a){0,6}$/)),
        (name) => {
          expect(decodeName(encodeName(name))).toBe(name);
        },
      ),
    );
  });
});
