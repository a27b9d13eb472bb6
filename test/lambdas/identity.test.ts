import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeIdentity, encodeIdentity } from "../../lambdas/identity.ts";

const nullable = fc.option(fc.string());
const identities = fc.record({
  issuer: fc.string(),
  subject: fc.string(),
  principal: fc.string(),
  userId: nullable,
  userNumber: fc.option(fc.integer()),
  clientNumber: fc.option(fc.integer()),
  loginName: nullable,
  clientId: nullable,
  scopes: fc.array(fc.string()),
  roles: fc.array(fc.string()),
  expiresAt: fc.integer(),
});

describe("an identity", () => {
  it("comes out of the gateway's context as it was put in", () => {
    fc.assert(
      fc.property(identities, (identity) => {
        expect(
          decodeIdentity({ ...encodeIdentity(identity), principalId: "x", integrationLatency: 3 }),
        ).toEqual(identity);
      }),
    );
  });

  it("tells the access log a principal that cannot end the text which it stands in", () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const line: unknown = JSON.parse(`{"principal":"${encodeIdentity(identity).principalAsJson}"}`);
        expect(line).toEqual({ principal: identity.principal });
      }),
    );
  });

  it.each([null, undefined, {}, { principalId: "x" }])("is none in %j", (context) => {
    expect(decodeIdentity(context)).toBeNull();
  });

  it.each(["{}", '{"subject":"x"}', "[]", "not json"])("is an error in %j, not nobody", (identity) => {
    expect(() => decodeIdentity({ identity })).toThrow();
  });
});
