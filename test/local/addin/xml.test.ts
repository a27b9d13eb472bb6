import { describe, expect, it } from "vitest";
import { encodeName, escapeAttribute, escapeXml } from "../../../local/addin/xml.ts";

describe("a column's element name", () => {
  it.each([
    ["Notes", "Notes"],
    ["30Days", "_x0033_0Days"],
    ["Unit Price", "Unit_x0020_Price"],
    ["[Clear]", "_x005B_Clear_x005D_"],
    ["_x0020_", "_x005F_x0020_"],
    ["😀", "_x0001F600_"],
    ["m²", "m_x00B2_"],
    ["µ", "_x00B5_"],
    ["Größe", "Größe"],
    ["売上", "売上"],
    ["a:b", "a_x003A_b"],
    ["a_b", "a_b"],
    ["_x00zz_", "_x00zz_"],
  ])("of %s is %s", (name, element) => {
    expect(encodeName(name)).toBe(element);
  });
});

describe("a text in XML", () => {
  it("is escaped, and loses only what XML cannot hold", () => {
    expect(escapeXml('<a> & "b"\r\n\t\u0000\uFFFF\uD800 😀')).toBe(
      "&lt;a&gt; &amp; &quot;b&quot;&#xD;\n\t 😀",
    );
  });

  it("keeps its line breaks in an attribute", () => {
    expect(escapeAttribute("a\n\tb")).toBe("a&#xA;&#x9;b");
  });
});
