import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { badTokens } from "../../../local/identity-provider/access-token.ts";
import {
  tokenCommand as command,
  judgingEnvironment,
  type TokenCommand,
} from "../../../local/identity-provider/token-command.ts";

/** What the command prints. */
function tokenCommand(...input: Parameters<typeof command>): string {
  const made: TokenCommand = command(...input);
  if (made.explain !== null) throw new Error("It prints nothing of its own");
  return made.output;
}

describe("npm run token", () => {
  it("prints one token and nothing else", () => {
    expect(tokenCommand([], {})).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it("names the issuer that npm start serves at the same PORT", () => {
    expect(decodeJwt(tokenCommand([], { PORT: "4000" })).iss).toBe("http://127.0.0.1:4001");
  });

  it("takes user, client, scopes, roles, lifetime, issuer and audience", () => {
    const options = [
      "--user",
      "u",
      "--client",
      "c",
      "--scopes",
      "a,b",
      "--roles",
      "r",
      "--lifetime",
      "60",
      "--issuer",
      "https://i",
      "--audience",
      "x",
    ];
    const claims = decodeJwt(tokenCommand(options, {}));
    expect(claims).toMatchObject({ iss: "https://i", aud: "x", sub: "u", scope: ["a", "b"], role: ["r"] });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
    expect(JSON.parse(String(claims["user_identity"]))).toMatchObject({ ClientIdPublic: "c" });
  });

  it("sends scopes as one text on request", () => {
    const claims = decodeJwt(tokenCommand(["--scopes", "a b", "--scope-string"], {}));
    expect(claims["scope"]).toBe("a b");
  });

  it.each([
    [["--lifetime", "soon"], "--lifetime must be a whole number of seconds, not soon."],
    [["--lifetime=0"], "--lifetime must be a whole number of seconds, not 0."],
    [
      ["--lifetime", "-5"],
      "--lifetime needs a value; one that begins with a dash is written --lifetime=VALUE.",
    ],
    [["--user"], "--user needs a value; one that begins with a dash is written --user=VALUE."],
    [["--help=yes"], "--help takes no value."],
    [["--colour", "red"], "There is no option --colour. --help lists the options."],
    [["-u"], "There is no option -u. --help lists the options."],
    [["me"], "me is one word too many. --help lists the options."],
    [["--bad", "rotten"], `--bad must be one of ${Object.keys(badTokens).join(", ")}, not rotten.`],
    [["--bad", "toString"], `--bad must be one of ${Object.keys(badTokens).join(", ")}, not toString.`],
  ])("says in one sentence what is wrong with %j", (words, sentence) => {
    expect(() => tokenCommand(words, {})).toThrow(new Error(sentence));
  });

  it("says which variable is wrong", () => {
    expect(() => tokenCommand([], { PORT: "http" })).toThrow(
      "PORT must be a number from 1 to 65533, not http.",
    );
  });

  it("lists every option and fault on request", () => {
    const help = tokenCommand(["--help"], {});
    for (const name of ["--explain", "--user", "--scope-string", "--lifetime", ...Object.keys(badTokens)])
      expect(help).toContain(name);
  });
});

describe("a token to explain", () => {
  it("of the local identity provider is judged as npm start would, whatever else is left in the environment", () => {
    const token = tokenCommand([], { PORT: "4000" });
    const left = {
      PORT: "4000",
      INTERJECT_AUDIENCE: "https://old.example",
      INTERJECT_JWKS_URI: "https://old.example/jwks",
    };
    expect(judgingEnvironment(token, left)).toEqual({
      PORT: "4000",
      INTERJECT_ISSUER: "http://127.0.0.1:4001",
      INTERJECT_AUDIENCE: "http://127.0.0.1:4001/resources",
      INTERJECT_JWKS_URI: "http://127.0.0.1:4001/.well-known/openid-configuration/jwks",
      INTERJECT_CLIENTS: '["local-client","other-client"]',
    });
  });

  it("of anyone else is judged by the environment", () => {
    const token = tokenCommand(["--issuer", "https://login.example"], {});
    for (const text of [token, "", "a.b.c", "no token"]) expect(judgingEnvironment(text, {})).toEqual({});
    const own = { INTERJECT_ISSUERS: "[]" };
    expect(judgingEnvironment(tokenCommand([], {}), own)).toBe(own);
  });
});
