import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../../lambdas/interject/request/request.ts";
import { readRequestContext } from "../../../../lambdas/interject/request/request-context.ts";
import { type ContextUser, withUser } from "../../../../lambdas/interject/request/verified-context.ts";

const mary: ContextUser = { UserId: "u-1", ClientId: "c-1", LoginName: "mary", UserRoles: ["Staff", "A,B"] };

/** The document as a routine is given it. */
function verified(xml: string, user = mary): string {
  const request = parseRequest({
    RequestParameterList: [{ Name: "@Interject_RequestContext", InputValue: xml }],
  });
  return withUser(xml, readRequestContext(request).identityPlaces, user);
}

const told = {
  UserId: "<UserId>u-1</UserId>",
  ClientId: "<ClientId>c-1</ClientId>",
  LoginName: "<LoginName>mary</LoginName>",
  UserRoles: "<UserRoles><Role>Staff</Role><Role>A,B</Role></UserRoles>",
};
const all = Object.values(told).join("");

describe("the request context that a routine is given", () => {
  it("says who the token says the user is, in place of what the workbook sent", () => {
    const sent =
      '<UserId Type="x">boss</UserId><ClientId/><LoginName >boss</LoginName\n><UserRoles><Role>Admin</Role></UserRoles>';
    expect(verified(`<RequestContext><UserContext>${sent}</UserContext></RequestContext>`)).toBe(
      `<RequestContext><UserContext>${all}</UserContext></RequestContext>`,
    );
  });

  it("says nothing where the token says nothing", () => {
    const nobody = { UserId: null, ClientId: null, LoginName: null, UserRoles: [] };
    const sent =
      "<UserId>1</UserId><ClientId>2</ClientId><LoginName>3</LoginName><UserRoles><Role>4</Role></UserRoles>";
    expect(verified(`<RequestContext><UserContext>${sent}</UserContext></RequestContext>`, nobody)).toBe(
      "<RequestContext><UserContext><UserId/><ClientId/><LoginName/><UserRoles></UserRoles></UserContext></RequestContext>",
    );
  });

  it.each([
    ["<RequestContext/>", `<RequestContext><UserContext>${all}</UserContext></RequestContext>`],
    [
      "<RequestContext><TabName>A</TabName></RequestContext >",
      `<RequestContext><TabName>A</TabName><UserContext>${all}</UserContext></RequestContext >`,
    ],
    [
      '<RequestContext><UserContext a="1" /></RequestContext>',
      `<RequestContext><UserContext a="1" >${all}</UserContext></RequestContext>`,
    ],
    [
      "<RequestContext><UserContext><ClientId>2</ClientId></UserContext></RequestContext>",
      `<RequestContext><UserContext>${told.ClientId}${told.UserId}${told.LoginName}${told.UserRoles}</UserContext></RequestContext>`,
    ],
  ])("says so too where the workbook leaves it out: %s", (xml, expected) => {
    expect(verified(xml)).toBe(expected);
  });

  it("has neither a full name nor an encrypted user, which nothing confirms", () => {
    const machine = "<MachineLoginName>maryl</MachineLoginName>";
    expect(
      verified(
        `<RequestContext><UserContext>${machine}<FullName>The Boss</FullName>${all}</UserContext><UserContextEncrypted>b3Bh</UserContextEncrypted></RequestContext>`,
      ),
    ).toBe(
      `<RequestContext><UserContext>${machine}<FullName/>${all}</UserContext><UserContextEncrypted/></RequestContext>`,
    );
  });

  it("keeps the workbook's roles where the settings say so", () => {
    const sent = `<UserRoles> <Role>Admin</Role><!-- x --></UserRoles>`;
    const context = (user: string) => `<RequestContext><UserContext>${user}</UserContext></RequestContext>`;
    expect(verified(context(all.replace(told.UserRoles, sent)), { ...mary, UserRoles: null })).toBe(
      context(all.replace(told.UserRoles, sent)),
    );
    expect(verified(context(""), { ...mary, UserRoles: null })).not.toContain("UserRoles");
  });

  it("holds any text of a token as text", () => {
    const hostile = { ...mary, LoginName: "</LoginName><UserId>boss\r\u0000\ud800😀&amp;" };
    const xml = verified("<RequestContext/>", hostile);
    expect(xml).toContain(
      "<LoginName>&lt;/LoginName&gt;&lt;UserId&gt;boss&#13;\ufffd\ufffd😀&amp;amp;</LoginName>",
    );
  });

  // What may stand around the elements, with all that can shift a place in the text.
  const around = fc
    .array(
      fc.constantFrom(
        " ",
        "\r\n",
        "\t😀é\u{1d11e}",
        "<!-- <UserId>boss</UserId> -->",
        "<![CDATA[<UserContext><UserId>boss</UserId></UserContext>]]>",
        "<New a='>' b=\"/>\"/>",
        "<New><Old>&#x1F600;&lt;</Old>\r</New>",
        "&amp;",
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(""));
  const inside = fc.constantFrom("", "boss", "😀", "\r\n", "<![CDATA[</UserId>]]>", "<!-- </UserId> -->");
  const element = fc
    .record({ name: fc.constantFrom("UserId", "ClientId", "LoginName", "FullName"), text: inside })
    .map(({ name, text }) => ({
      name,
      sent: text === "" ? `<${name} x=">"/>` : `<${name}>${text}</${name}\n>`,
    }));
  const elements = fc.uniqueArray(element, { selector: ({ name }) => name });

  it("is in every other character what the workbook sent", () => {
    const changed: Readonly<Record<string, string>> = { ...told, FullName: "<FullName/>" };
    fc.assert(
      fc.property(
        fc.constantFrom("", "\ufeff", '<?xml version="1.0" encoding="utf-16" standalone="yes"?>'),
        around,
        fc.array(around, { minLength: 5, maxLength: 5 }),
        elements,
        around,
        (head, before, between, list, after) => {
          const build = (write: (part: { name: string; sent: string }) => string, added: string) =>
            `${head}<RequestContext>${before}<UserContext>${list
              .map((part, at) => `${between[at]}${write(part)}`)
              .join("")}${between[4]}${added}</UserContext>${after}</RequestContext>\n`;
          const missing = Object.entries(told)
            .filter(([name]) => !list.some((part) => part.name === name))
            .map(([, xml]) => xml);
          const expected = build(({ name }) => changed[name] ?? "", missing.join(""));
          expect(verified(build(({ sent }) => sent, ""))).toBe(expected);
        },
      ),
    );
  });
});

describe("a request context that says twice who the user is", () => {
  const id = "<UserId>u-1</UserId>";
  const user = `<UserContext>${id}</UserContext>`;
  it.each([
    ["two users", `${user}${user}`, "has UserContext twice"],
    ["two ids", `<UserContext>${id}${id}</UserContext>`, "has UserId twice"],
    ["two role lists", "<UserContext><UserRoles/><UserRoles/></UserContext>", "has UserRoles twice"],
    ["an id in other letters", "<UserContext><userid/></UserContext>", "must write UserId in these letters"],
    ["a user in other letters", "<USERCONTEXT/>", "must write UserContext in these letters"],
    ["an id with a prefix", '<UserContext xmlns:a="a"><a:UserId/></UserContext>', "must write UserId"],
    ["a user with a prefix", '<a:UserContext xmlns:a="a"/>', "has UserContext in a place"],
    ["a user in a namespace", '<UserContext xmlns="a"/>', "must not have a namespace"],
    ["an id outside", `${user}${id}`, "has UserId in a place"],
    ["a user inside a stranger", `<New><Newer>${user}</Newer></New>`, "has UserContext in a place"],
    ["a user inside a text", `<TabName>${user}</TabName>`, "has UserContext in a place"],
    ["a user inside itself", `<UserContext>${user}</UserContext>`, "has UserContext in a place"],
    ["an id inside a text", `<UserContext><MachineName>${id}</MachineName></UserContext>`, "has UserId in a"],
    ["a user inside a definition", `<ColDefItems><Value>${user}</Value></ColDefItems>`, "has UserContext in"],
    ["a user inside a save", `<XMLDataToSave>${user}</XMLDataToSave>`, "has UserContext in a place"],
    [
      "two encrypted users",
      "<UserContextEncrypted/><UserContextEncrypted/>",
      "has UserContextEncrypted twice",
    ],
    ["an encrypted user inside", "<UserContext><UserContextEncrypted/></UserContext>", "in a place"],
  ])("is refused: %s", (_, xml, words) => {
    expect(() => verified(`<RequestContext>${xml}</RequestContext>`)).toThrow(
      expect.objectContaining({ reason: "context", message: expect.stringContaining(words) }),
    );
  });

  it("is refused where a routine would not find it: in a namespace, in a document of other letters", () => {
    expect(() => verified("<requestcontext/>")).toThrow(/must begin with the element RequestContext/);
    expect(() => verified('<RequestContext xmlns="a"/>')).toThrow(/must not have a namespace/);
  });

  it("is not meant where a saved table has columns of these names", () => {
    const save =
      '<XMLDataToSave><c Column="Row"/><c Column="UserId"/><r><Row>1</Row><UserId>7</UserId></r></XMLDataToSave>';
    expect(verified(`<RequestContext>${save}${user}</RequestContext>`)).toContain("<UserId>7</UserId>");
  });
});
