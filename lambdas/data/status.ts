import type { Identity } from "../identity.ts";
import type { DataSettings } from "../settings/data.ts";
import { HttpProblem } from "./problem.ts";

/** A plain HTTP request, for the endpoints that are not reports. */
export interface PlainRequest<User extends Identity | null> {
  readonly method: string;
  readonly path: string;
  /** Header names as sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Address of the caller, as the gateway saw it. */
  readonly sourceIp: string;
  readonly user: User;
  readonly settings: DataSettings;
}

/** Answers a plain request with a value that is sent as JSON. */
export type PlainAnswer<User extends Identity | null> = (request: PlainRequest<User>) => unknown;

/** An answer that is the same whoever calls. */
type OpenAnswer = PlainAnswer<Identity | null>;

/** `GET /`, `GET /version`: the name and version of this API. */
export const version: OpenAnswer = ({ settings }) => ({ name: settings.name, version: settings.version });

/** `GET /api/v1/status`: `true`. */
export const running: OpenAnswer = () => true;

/** What {@link options} takes as `opt`. */
export const optionWords = ["name", "version", "framework"] as const;

/** `GET /api/v1/status/options[?opt=name|version|framework]`: all options, or the value of one. */
export const options: OpenAnswer = ({ settings, query }) => {
  const all = { Name: settings.name, Version: settings.version, Framework: `Node.js ${process.version}` };
  const wanted = Object.entries(query).find(([name]) => name.toLowerCase() === "opt")?.[1];
  if (wanted === undefined || wanted === "") return all;
  const found = Object.entries(all).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw new HttpProblem(400, "The option opt can be name, version or framework.");
  return found[1];
};

/**
 * `GET|POST /api/v1/status/headers`: the request line, and the headers that tell what a client and a proxy
 * made of the request.
 */
export const headers: OpenAnswer = ({ method, path, headers }) => ({
  method,
  path,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => shown.has(name.toLowerCase()))),
});

/**
 * Anyone can read the answer, and nobody knows what a CDN or a proxy in front adds, such as its secret for
 * the origin. So a header is left out unless it is named here.
 */
const shown = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "origin",
  "user-agent",
  "x-correlation-id",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/**
 * `GET /api/v1/status/ping`: `{ status: "pong", ts }`. An address may ping five times a minute; more is
 * answered with 429 and `Retry-After`. Each function process counts on its own; the gateway's throttling
 * limits the whole API.
 */
export const ping: OpenAnswer = ({ sourceIp }) => {
  const now = Date.now();
  const recent = (pings.get(sourceIp) ?? []).filter((at) => now - at < pingWindowMs);
  const [oldest = now] = recent;
  if (recent.length >= pingsPerWindow) {
    const seconds = Math.ceil((oldest + pingWindowMs - now) / 1000);
    throw new HttpProblem(429, `Too many pings: try again in ${seconds} seconds.`, {
      "Retry-After": String(seconds),
    });
  }
  if (pings.size >= maxAddresses && !pings.has(sourceIp)) pings.clear();
  pings.set(sourceIp, [...recent, now]);
  return { status: "pong", ts: new Date(now).toISOString() };
};

const pings = new Map<string, readonly number[]>();
const pingsPerWindow = 5;
const pingWindowMs = 60_000;
/**
 * Keeps a flood of addresses from filling the memory. Forgetting all of them lets no more than a few pings
 * pass.
 */
const maxAddresses = 10_000;

/** `GET /api/v1/example/protected`: who the token says the caller is. */
export const claims: PlainAnswer<Identity> = ({ user }) => user;
