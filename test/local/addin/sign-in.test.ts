import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { portalOf } from "../../../local/addin/command/data-connection.ts";
import { signIn } from "../../../local/addin/command/sign-in.ts";

/** What an issuer answers to each question for a token: a status and a document. */
type Answers = readonly (readonly [status: number, body: object])[];

/** An issuer that knows the grant of devices (RFC 8628), and notes what it is asked for. */
async function issuer(answers: Answers, device: object = {}) {
  const asked: Record<string, string>[] = [];
  const left = [...answers];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const send = (status: number, body: object) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/.well-known/openid-configuration") {
      return send(200, {
        issuer: url,
        token_endpoint: `${url}/token`,
        device_authorization_endpoint: `${url}/device`,
        jwks_uri: `${url}/jwks`,
      });
    }
    asked.push(Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())));
    if (request.url === "/device") {
      return send(200, {
        device_code: "device-7",
        user_code: "WDJB-MJHT",
        verification_uri: `${url}/activate`,
        expires_in: 60,
        interval: 0.05,
        ...device,
      });
    }
    const [status, body] = left.shift() ?? [500, {}];
    return send(status, body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked };
}

const pending = [400, { error: "authorization_pending" }] as const;
const token = (name: string, more: object = {}) =>
  [200, { access_token: name, token_type: "Bearer", ...more }] as const;

it("says where to sign in, waits, and has the token of who has", async () => {
  const { url, asked } = await issuer([pending, pending, token("first")]);
  let told = "";
  const signedIn = await signIn(url, "addin", "openid data", (text) => {
    told += text;
  });
  expect(told).toBe(`To sign in, open ${url}/activate in a browser, and confirm the code WDJB-MJHT.\n`);
  expect(signedIn).toEqual({ token: "first" });
  expect(asked[0]).toMatchObject({ client_id: "addin", scope: "openid data" });
  expect(asked.slice(1)).toHaveLength(3);
  expect(asked[1]).toMatchObject({
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: "device-7",
  });
});

it("renews the token with each refresh token that the issuer gives", async () => {
  const { url, asked } = await issuer([
    token("first", { refresh_token: "r1" }),
    token("second", { refresh_token: "r2" }),
    token("third"),
  ]);
  const { renew } = await signIn(url, "addin", "openid offline_access", () => {});
  expect([await renew?.(), await renew?.()]).toEqual(["second", "third"]);
  expect(asked.slice(2).map(({ refresh_token }) => refresh_token)).toEqual(["r1", "r2"]);
});

it.each([
  ["access_denied", "the sign-in was refused"],
  ["expired_token", "the code was not confirmed in time"],
  ["invalid_client", "it does not know this --client-id for a sign-in with a code"],
])("says in a sentence what %s means", async (code, reason) => {
  const { url } = await issuer([[400, { error: code }]]);
  await expect(signIn(url, "addin", "openid", () => {})).rejects.toThrow(
    `${url} has signed nobody in: ${reason}.`,
  );
});

it("shows what a terminal would obey", async () => {
  const { url } = await issuer([token("first")], { user_code: "A\u001b[31mB" });
  let told = "";
  await signIn(url, "addin", "openid", (text) => {
    told += text;
  });
  expect(told).toContain("A\\u001b[31mB");
});

it.each([
  [{ "sign-in": "http://login.example.com", "client-id": "a" }, "--sign-in must be an issuer's address"],
  [{ "sign-in": "nowhere", "client-id": "a" }, "--sign-in must be an issuer's address"],
  [{ "sign-in": "https://login.example.com" }, "--sign-in needs --client-id"],
  [{ "sign-in": "https://login.example.com", token: "x" }, "Say --token or --sign-in, not both."],
])("refuses %j", async (values, message) => {
  await expect(portalOf({ scope: "openid", ...values }, {})).rejects.toThrow(message);
});
