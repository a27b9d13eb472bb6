import { afterEach, describe, expect, it, vi } from "vitest";
import { entraToken, forgetTokens } from "../../../../../lambdas/data/sql/connection/entra-token.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  forgetTokens();
});

const principal = { tenantId: "contoso", clientId: "app", clientSecret: "hunter2" };
const host = "sales.database.windows.net";
const answers = (...given: (() => Response | Error)[]) => {
  const left = [...given];
  return vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
    const answer = (left.length > 1 ? left.shift() : left[0])?.() ?? new Error("no answer");
    if (answer instanceof Error) throw answer;
    return answer;
  });
};
const issued =
  (token = "issued") =>
  () =>
    Response.json({ access_token: token, expires_in: 3600 });
const refused = (error: string, code: number) => () =>
  Response.json(
    { error, error_codes: [code], error_description: "AADSTS: the secret hunter2 is wrong" },
    { status: 401 },
  );

describe("a token of Microsoft Entra", () => {
  it.each([
    [host, "https://login.microsoftonline.com", "https://database.windows.net/.default"],
    ["10.0.0.1", "https://login.microsoftonline.com", "https://database.windows.net/.default"],
    [
      "s.DATABASE.usgovcloudapi.net",
      "https://login.microsoftonline.us",
      "https://database.usgovcloudapi.net/.default",
    ],
    [
      "s.database.chinacloudapi.cn",
      "https://login.partner.microsoftonline.cn",
      "https://database.chinacloudapi.cn/.default",
    ],
  ])(
    "for %s is asked for in its cloud, and is good for databases alone",
    async (server, authority, scope) => {
      const fetched = answers(issued());
      expect(await entraToken(principal, server)).toBe("issued");
      const [url, init] = fetched.mock.calls[0] ?? [];
      expect(url).toBe(`${authority}/contoso/oauth2/v2.0/token`);
      expect(init).toMatchObject({ method: "POST", redirect: "error" });
      expect(Object.fromEntries(new URLSearchParams(String(init?.body)))).toEqual({
        grant_type: "client_credentials",
        client_id: "app",
        client_secret: "hunter2",
        scope,
      });
    },
  );

  it("is used until five minutes before its end", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const fetched = answers(issued());
    await entraToken(principal, host);
    vi.setSystemTime(Date.now() + 54 * 60_000);
    await entraToken(principal, host);
    expect(fetched).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() + 2 * 60_000);
    await entraToken(principal, host);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("is never given to an application with another secret", async () => {
    const fetched = answers(issued(), refused("invalid_client", 7_000_215));
    await entraToken(principal, host);
    await expect(entraToken({ ...principal, clientSecret: "guessed" }, host)).rejects.toThrow();
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("is asked for once more where nothing comes back", async () => {
    const fetched = answers(() => new TypeError("fetch failed"), issued());
    expect(await entraToken(principal, host)).toBe("issued");
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("that cannot be asked for is an error about the network", async () => {
    const fetched = answers(() => new TypeError("fetch failed"));
    await expect(entraToken(principal, host)).rejects.toMatchObject({
      name: "SourceUnavailable",
      message: expect.stringMatching(/login\.microsoftonline\.com.*dataNetwork.*NAT gateway/),
    });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["a wrong secret", refused("invalid_client", 7_000_215), { kind: "authentication" }, "AADSTS7000215"],
    ["an unknown tenant", refused("invalid_request", 90_002), { name: "SourceUnavailable" }, "AADSTS90002"],
    [
      "a page of another kind",
      () => new Response("<html>", { status: 503 }),
      { name: "SourceUnavailable" },
      "503",
    ],
  ])(
    "that is refused for %s is an error with the code, without the secret",
    async (_, answer, kind, words) => {
      answers(answer);
      const error = await entraToken(principal, host).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(kind);
      expect(String(error)).toContain(words);
      expect(String(error)).not.toContain("hunter2");
    },
  );
});
