/**
 * A report of ten rows without a database, over HTTP: this API's emulated gateway, authorizer and data
 * function, each in a process of its own, beside the Python API's design in one. Each request verifies its
 * token, or, where the line says so, the gateway remembers it as on AWS.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { requestBody } from "../../local/addin/request.ts";
import type { LocalIssuer } from "../../local/identity-provider/issuer.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { benchIssuer } from "../bench-issuer.ts";
import { absent, type Figure } from "../figure.ts";
import { freePort } from "../free-port.ts";
import { compared, paired } from "../paired.ts";

const rounds = 3;
/** So many that the compiler has caught up before the first round that counts. */
const requests = 2_000;
const callers = 4;
const path = "/api/v1/example/ReportRange";

export async function* figures(): AsyncGenerator<Figure> {
  await using issuer = await benchIssuer();
  await using running = new AsyncDisposableStack();
  const api = async (cacheSeconds: number) => {
    const started = await ownApi({
      ...settingsFor(issuer),
      INTERJECT_EXAMPLES: "true",
      INTERJECT_AUTHORIZER_CACHE_SECONDS: String(cacheSeconds),
      concurrency: callers,
    });
    return running.use(started).url;
  };
  const [verifying, remembering] = [await api(0), await api(300)];
  const python = { shared: await fastApi(issuer, "shared"), each: await fastApi(issuer, "request") };
  if (python.shared === null || python.each === null)
    return yield absent(
      `a pull of ten rows, ${callers} at a time`,
      "requests/s",
      "Debian's python3-fastapi, python3-jwt and uvicorn are not installed",
    );
  running.use(python.shared);
  running.use(python.each);
  const token = issuer.token();
  const [shared, each] = [python.shared.url, python.each.url];
  const timed = await paired(
    {
      verifying: () => perSecond(verifying, token),
      remembering: () => perSecond(remembering, token),
      shared: () => perSecond(shared, token),
      each: () => perSecond(each, token),
    },
    rounds,
  );
  const title = `a pull of ten rows, ${callers} at a time`;
  const goal = { atLeast: 2 } as const;
  yield compared(title, "requests/s", timed.verifying, "FastAPI, PyJWT, a client a request", timed.each);
  yield compared(title, "requests/s", timed.verifying, "FastAPI, PyJWT, a shared client", timed.shared, goal);
  yield compared(
    "the same, the token remembered by the gateway",
    "requests/s",
    timed.remembering,
    "FastAPI, PyJWT, a shared client",
    timed.shared,
    goal,
  );
}

interface Peer extends AsyncDisposable {
  readonly url: string;
}

async function ownApi(settings: object): Promise<Peer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "..", "peers", "api.ts")], {
    env: { ...process.env, API_SETTINGS: JSON.stringify(settings) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return {
    url: String(line),
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, "exit");
    },
  };
}

/** Null where the programs are not installed. */
async function fastApi(issuer: LocalIssuer, client: string): Promise<Peer | null> {
  const port = await freePort();
  const child = spawn(
    // Debian's own, which has Debian's packages, whichever comes first on the path.
    "/usr/bin/python3",
    ["-m", "uvicorn", "fastapi_peer:app", "--port", String(port), "--log-level", "warning"],
    {
      cwd: join(import.meta.dirname, "..", "peers"),
      env: {
        PATH: process.env["PATH"],
        PYTHONDONTWRITEBYTECODE: "1",
        FASTAPI_CLIENT: client,
        JWKS_URI: issuer.jwksUri,
        AUDIENCE: issuer.audience,
        ISSUER: issuer.issuer,
      },
      stdio: "ignore",
    },
  );
  let isOver = false;
  child.once("error", () => {
    isOver = true;
  });
  child.once("exit", () => {
    isOver = true;
  });
  const url = `http://127.0.0.1:${port}`;
  while (!isOver && !(await answers(url))) await new Promise((resolve) => setTimeout(resolve, 100));
  if (isOver) return null;
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, "exit");
    },
  };
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** Requests a second, of callers who each keep a connection and ask one thing after the other. */
async function perSecond(url: string, token: string): Promise<number> {
  const body = requestBody("ReportRange", {});
  const start = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let asked = 0; asked < requests / callers; asked++) await ask(url, token, body, agent);
      agent.destroy();
    }),
  );
  return (requests * 1000) / (performance.now() - start);
}

async function ask(url: string, token: string, body: string, agent: Agent): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const sent = request(url + path, { method: "POST", headers, agent });
  sent.end(body);
  const [answer] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  if (answer.statusCode !== 200 || !text.includes("3339")) throw new Error(`${answer.statusCode} ${text}`);
}
