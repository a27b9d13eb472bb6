import { describe, expect, it } from "vitest";
import { RequestInvalid } from "../../../../lambdas/interject/errors.ts";
import { attribute, readXml, type XmlElement } from "../../../../lambdas/interject/request/xml.ts";

const subject = { reason: "context", title: "The document" } as const;

/** A document as nested lists: name, attributes, text, children. */
type Tree = { name: string; attributes: Record<string, string>; text: string; children: Tree[] };

function parse(xml: string): Tree | undefined {
  let tree: Tree | undefined;
  const element = (node: Tree): XmlElement => ({
    child: (name, attributes) => {
      const child: Tree = { name, attributes: { ...attributes }, text: "", children: [] };
      node.children.push(child);
      return element(child);
    },
    end: (text) => {
      node.text = text;
    },
  });
  readXml(xml, subject, () => ({
    child: (name, attributes) => {
      tree = { name, attributes: { ...attributes }, text: "", children: [] };
      return element(tree);
    },
  }));
  return tree;
}

function refusal(read: () => unknown): RequestInvalid {
  try {
    read();
  } catch (error) {
    if (error instanceof RequestInvalid) return error;
    throw error;
  }
  throw new Error("The document was accepted.");
}

describe("a document", () => {
  it("is read with its attributes, texts and order", () => {
    expect(parse('<a x="1"> t <b/>u<c y="&lt;">&amp;&#65;<![CDATA[<&>]]></c></a>')).toEqual({
      name: "a",
      attributes: { x: "1" },
      text: " t u",
      children: [
        { name: "b", attributes: {}, text: "", children: [] },
        { name: "c", attributes: { y: "<" }, text: "&A<&>", children: [] },
      ],
    });
  });

  it.each([
    ["a declaration of UTF-16", '<?xml version="1.0" encoding="utf-16" standalone="yes"?>\r\n<a/>'],
    ["a byte order mark", '\ufeff<?xml version="1.0" encoding="utf-16"?><a/>'],
    ["comments", "<!-- one --><a><!-- two --></a><!-- three -->"],
  ])("may begin or be filled with %s", (_, xml) => {
    expect(parse(xml)).toEqual({ name: "a", attributes: {}, text: "", children: [] });
  });

  it("keeps names with a colon, and ones that JavaScript gives a meaning", () => {
    const tree = parse('<a><x:y/><__proto__ constructor="1"/></a>');
    expect(tree?.children.map(({ name }) => name)).toEqual(["x:y", "__proto__"]);
    expect(tree?.children[1]?.attributes).toEqual({ constructor: "1" });
  });

  it("is passed over where nobody asks", () => {
    const seen: string[] = [];
    readXml("<a><b><c>x</c></b><d>y</d></a>", subject, () => ({
      child: () => ({
        child: (name) => (name === "b" ? null : { end: (text) => seen.push(name, text) }),
      }),
    }));
    expect(seen).toEqual(["d", "y"]);
  });

  it("gives an attribute by its name in any case", () => {
    expect([attribute({ origValue: "x" }, "OrigValue"), attribute({}, "OrigValue")]).toEqual(["x", null]);
  });
});

describe("a document that is refused", () => {
  it.each([
    ["a document type", "<!DOCTYPE a><a/>", "must not have a document type (DOCTYPE)"],
    [
      "entity declarations",
      '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
      "must not have a document type (DOCTYPE)",
    ],
    [
      "an external entity",
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      "must not have a document type (DOCTYPE)",
    ],
    ["an unknown entity", "<a>&secret;</a>", "is not well-formed XML: undefined entity"],
    ["an inherited entity", "<a>&constructor;</a>", "is not well-formed XML: undefined entity"],
    ["processing instructions", "<a><?php secret ?></a>", "must not hold processing instructions"],
    ["an end tag missing", "<a><secret>", "is not well-formed XML: unclosed tag"],
    ["an end tag too many", "<a></a></secret>", "is not well-formed XML: unmatched closing tag"],
    ["tags crossed", "<a><b></a></b>", "is not well-formed XML: unexpected close tag"],
    ["two roots", "<a/><b/>", "is not well-formed XML: documents may contain only one root"],
    ["text behind the root", "<a/>secret", "is not well-formed XML: text data outside of root node"],
    ["no root", "<!-- nothing -->", "is not well-formed XML: document must contain a root element"],
    ["text alone", "secret", "is not well-formed XML: text data outside of root node"],
    ["an attribute twice", '<a secret="1" secret="2"/>', "is not well-formed XML: duplicate attribute"],
    ["a control character", "<a>\u0000</a>", "is not well-formed XML: disallowed character"],
    ["a reference to one", "<a>&#0;</a>", "is not well-formed XML: malformed character entity"],
    ["half a surrogate pair", "<a>\ud800</a>", "is not well-formed XML"],
  ])("has %s", (_, xml, words) => {
    const error = refusal(() => parse(xml));
    expect(error.reason).toBe("context");
    expect(error.message).toContain(`The document ${words}`);
    expect(error.message).toMatch(/ \(line \d+, column \d+\)\.$/);
    expect(error.message).not.toContain("secret");
  });

  it("says the line and column", () => {
    expect(refusal(() => parse("<a>\n  <b>\n  </c>\n</a>")).message).toContain("(line 3, column 6)");
  });

  it("has an element where text alone may stand", () => {
    const read = () => readXml("<a>x<b/></a>", subject, () => ({ child: () => ({ end: () => {} }) }));
    expect(refusal(read).message).toContain("has an element where only text may stand (line 1, column 8)");
  });

  it("is refused by whoever reads it, with the place", () => {
    const read = () =>
      readXml("<a/>", { ...subject, reason: "save" }, (refuse) => ({ child: () => refuse("is odd") }));
    expect(refusal(read)).toMatchObject({
      reason: "save",
      message: "The document is odd (line 1, column 4).",
    });
  });
});

it("an error of whoever reads a document is left as it is", () => {
  const mistake = new TypeError("1 is not a function");
  const read = () =>
    readXml("<a/>", subject, () => ({
      child: () => {
        throw mistake;
      },
    }));
  expect(read).toThrow(mistake);
});

describe("a document beyond the limits", () => {
  it.each([
    ["too deep", "<a>".repeat(17), "is nested more than 16 deep"],
    ["too many elements", `<a>${"<b/>".repeat(1_000_000)}</a>`, "holds more than 1000000 elements"],
    [
      "too many attributes",
      `<a ${Array.from({ length: 33 }, (_, index) => `a${index}=""`).join(" ")}/>`,
      "has an element of more than 32 attributes",
    ],
    ["too long", `<a>${"x".repeat(6 * 1024 * 1024)}</a>`, "is longer than 6291456 characters"],
  ])("is refused: %s", (_, xml, words) => {
    const error = refusal(() => parse(xml));
    expect(error.reason).toBe("limit");
    expect(error.message).toContain(words);
  });

  it("may come close to them", () => {
    const attributes = Array.from({ length: 32 }, (_, index) => `a${index}=""`).join(" ");
    expect(parse(`${"<a>".repeat(15)}<b ${attributes}/>${"</a>".repeat(15)}`)?.name).toBe("a");
  });

  it("counts attributes for each element, not for all", () => {
    expect(parse(`<a>${'<b c="" d=""/>'.repeat(100)}</a>`)?.children).toHaveLength(100);
  });
});
