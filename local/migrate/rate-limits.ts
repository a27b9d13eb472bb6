import type { Entry } from "./dotnet-configuration.ts";
import { check, type Finding } from "./peer-settings.ts";

/**
 * What a file says of rate limits: ASP.NET's `PermitLimit` and `Window` (Microsoft: "Rate limiting
 * middleware"), or the package AspNetCoreRateLimit's `Limit` and `Period`. They are told, not taken over:
 * there they count each address by itself, here the gateway counts all callers together.
 */
export function rateLimits(entries: readonly Entry[]): Finding[] {
  return entries.flatMap(({ path, value }) => {
    const [, rule = "", name = ""] = /^(.*rate.?limit.*:)(PermitLimit|Limit)$/i.exec(path) ?? [];
    const requests = Number(value);
    if (name === "" || !Number.isInteger(requests) || requests < 1) return [];
    const span = entries.find(
      (entry) => /^(Window|Period)$/i.test(entry.path.slice(rule.length)) && entry.path.startsWith(rule),
    );
    const seconds = secondsOf(span?.value ?? "");
    if (seconds === null) return [];
    const rate = Math.min(Math.max(Math.ceil(requests / seconds), 1), 10_000);
    const sentence =
      `${rule.slice(0, -1)} allows ${requests} requests in ${seconds} seconds. If it counts all callers ` +
      `together, set throttleRatePerSecond to ${rate} and throttleBurst to ${Math.min(requests, 5000)}. If it ` +
      "counts each caller, leave both as they are, and put a web ACL (AWS WAF) on the stage.";
    return [check(sentence, "docs/settings.md#gateway")];
  });
}

/** `00:01:00` or `1.00:00:00` of .NET's TimeSpan, `15m` of AspNetCoreRateLimit, or a number of seconds. */
function secondsOf(text: string): number | null {
  const span = /^(?:(\d+)\.)?(\d+):(\d+):(\d+)(?:\.\d+)?$/.exec(text);
  if (span !== null) {
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = span.slice(1).map((part) => Number(part ?? 0));
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds || null;
  }
  const [, count, unit = "s"] = /^(\d+)([smhd])?$/.exec(text) ?? [];
  const factor = { s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1;
  return Number(count ?? 0) * factor || null;
}
