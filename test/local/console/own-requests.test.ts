import { describe, expect, it } from "vitest";
import { objectionTo } from "../../../local/console/own-requests.ts";

const port = 3003;
const host = `127.0.0.1:${port}`;
const origin = `http://${host}`;

describe("the console takes a request", () => {
  it.each([
    ["of its page for a token", "POST", { host, origin, "sec-fetch-site": "same-origin" }],
    [
      "of its page under the other name of this machine",
      "POST",
      { host: `localhost:${port}`, origin: `http://localhost:${port}` },
    ],
    [
      "for the page, typed by a person",
      "GET",
      { host, "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
    ],
    [
      "for the page, from a link",
      "GET",
      { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    ],
    ["for the page's script", "GET", { host, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }],
  ])("%s", (_, method, headers) => {
    expect(objectionTo(method, headers, port)).toBeNull();
  });
});

describe("the console refuses a request", () => {
  it.each([
    ["of a page of another origin", "POST", { host, origin: "https://example.com" }],
    ["of another port of this machine", "POST", { host, origin: "http://127.0.0.1:3000" }],
    ["of a page without an origin, such as a file or a frame in a sandbox", "POST", { host, origin: "null" }],
    ["that changes things and bears no origin", "POST", { host }],
    [
      "to a foreign name that resolves to this machine",
      "POST",
      { host: "example.com:3003", origin: "http://example.com:3003" },
    ],
    ["to a foreign name, for the page", "GET", { host: "example.com:3003", "sec-fetch-mode": "navigate" }],
    ["to no name", "GET", {}],
    [
      "for the script, in another site's page",
      "GET",
      { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
    ],
    [
      "for the script, in a page of another port",
      "GET",
      { host, "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" },
    ],
    ["that asks what another origin may do", "OPTIONS", { host, origin: "https://example.com" }],
    ["of a kind that the page never sends", "PUT", { host, origin }],
  ])("%s", (_, method, headers) => {
    expect(objectionTo(method, headers, port)).toMatch(/^The console /);
  });
});
