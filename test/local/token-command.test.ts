import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { tokenCommand } from "../../local/token-command.ts";

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

  it("says which option is wrong", () => {
    expect(() => tokenCommand(["--lifetime", "soon"], {})).toThrow(
      "--lifetime must be a whole number of seconds, not soon.",
    );
    expect(() => tokenCommand(["--bad", "rotten"], {})).toThrow("--bad must be one of expired,");
    expect(() => tokenCommand(["--colour", "red"], {})).toThrow("--colour");
    expect(() => tokenCommand([], { PORT: "http" })).toThrow(
      "PORT must be a number from 1 to 65534, not http.",
    );
  });
});
