import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { createRemoteJWKSet, jwtVerify } from "jose";

/** An authorizer as it is usually written: the least code that verifies a token with a popular package. */
const keySet = createRemoteJWKSet(new URL(process.env["JWKS_URI"] ?? ""));
const issuer = process.env["ISSUER"] ?? "";
const audience = process.env["AUDIENCE"] ?? "";

export async function handler(event: APIGatewayRequestAuthorizerEvent) {
  const token = event.headers?.["Authorization"]?.replace("Bearer ", "") ?? "";
  const { payload } = await jwtVerify(token, keySet, { issuer, audience });
  return {
    principalId: payload.sub,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: event.methodArn }],
    },
    context: { sub: payload.sub },
  };
}
