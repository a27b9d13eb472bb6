/**
 * What the first person of the morning waits for: a process of each function from its start to its first
 * event, and to its first answer, beside an empty handler and beside the usual ones. And the processor time
 * of a request when both are warm.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeIdentity } from "../../lambdas/identity.ts";
import { bundle } from "../../lib/bundle.ts";
import { requestBody } from "../../local/addin/request.ts";
import type { FunctionConfig } from "../../local/aws/deployment.ts";
import { settingsFor } from "../../local/identity-provider/trust-settings.ts";
import { mary } from "../../test/support/data-function.ts";
import { synthesised } from "../../test/support/synthesised.ts";
import { benchIssuer } from "../bench-issuer.ts";
import { type BenchDatabase, benchDatabases } from "../databases.ts";
import { absent, type Figure } from "../figure.ts";
import { processorMs, runsUnder, startFunction } from "../function-process.ts";
import { compared, median, paired } from "../paired.ts";
import { secretService } from "../secret-service.ts";

const rounds = 7;
const warmRequests = 300;
/** What a small pull asks for. */
const rows = 10;

export async function* figures(): AsyncGenerator<Figure> {
  await using issuer = await benchIssuer();
  await using running = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "bench-cold-start-"));
  running.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [postgres] = benchDatabases;
  const url = process.env[postgres?.variable ?? ""];
  const database = url && postgres !== undefined ? running.use(await postgres.make(url)) : null;
  const stack = await synthesised(settingsFor(issuer), database === null ? [] : [database.connection]);
  running.defer(stack.close);
  const bare = {
    ...stack.data,
    environment: { ...stack.data.environment, ...withoutConnections(stack.data) },
  };
  const empty = emptyFunction(folder, stack.data);
  const authorizerEvent = stack.events("/api/v1/sql", "{}", issuer.token()).forAuthorizer;

  const init = await paired(
    {
      empty: () => initMs(empty),
      authorizer: () => initMs(stack.authorizer),
      data: () => initMs(bare),
    },
    rounds,
  );
  const beside = `an empty handler, under ${runsUnder}`;
  yield compared("authorizer: start to first event", "ms", init.authorizer, beside, init.empty, {
    atMost: 1.3,
  });
  yield compared("data function: start to first event", "ms", init.data, beside, init.empty, {
    atMost: 1.2,
  });
  const theirs = usualFunction(folder, "usual-authorizer", stack.authorizer, {
    ISSUER: issuer.issuer,
    AUDIENCE: issuer.audience,
    JWKS_URI: issuer.jwksUri,
  });
  yield* firstAndWarm("authorizer", "jose", { ours: stack.authorizer, theirs, empty }, authorizerEvent, null);
  if (database === null) {
    yield absent("data function on PostgreSQL", "ms", "TEST_POSTGRES_URL names no server");
    return;
  }
  const event = pullEvent(stack, database);
  const usual = usualFunction(folder, "usual-data", stack.data, {
    DATABASE_URL: database.connection.url ?? "",
  });
  yield* firstAndWarm(
    "data function on PostgreSQL",
    "pg, JSON.stringify twice",
    { ours: stack.data, theirs: usual, empty },
    event,
    { atMost: 1.7 },
  );
  yield* firstWithSecret(database, settingsFor(issuer), empty, folder);
}

/** The same first pull where the password stands in a secret, as in every deployment. */
async function* firstWithSecret(
  { connection, schema }: BenchDatabase,
  settings: Readonly<Record<string, string>>,
  empty: FunctionConfig,
  folder: string,
): AsyncGenerator<Figure> {
  const { name, engine, url = "", routines } = connection;
  const { username, password, hostname: host, port, pathname } = new URL(url);
  const secret = { username, password, host, port: Number(port || 5432), dbname: pathname.slice(1) };
  await using service = await secretService(JSON.stringify(secret), folder);
  const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bench-AbCdEf";
  const connections = JSON.stringify([{ name, engine, secret: arn, routines, tls: "off" }]);
  const stack = await synthesised({ ...settings, INTERJECT_CONNECTIONS: connections });
  try {
    const { data } = stack;
    const ours = { ...data, environment: { ...data.environment, ...service.environment } };
    const event = pullEvent(stack, { schema });
    const first = await paired(
      { empty: () => firstMs(empty, event), ours: () => firstMs(ours, event) },
      rounds,
    );
    const title = "the same, the password in a secret";
    yield compared(title, "ms", first.ours, "an empty handler", first.empty);
  } finally {
    stack.close();
  }
}

interface Peers {
  readonly ours: FunctionConfig;
  readonly theirs: FunctionConfig;
  readonly empty: FunctionConfig;
}

/** From the start to the end of the first answer, and the processor time of each that follows. */
async function* firstAndWarm(
  name: string,
  usual: string,
  { ours, theirs, empty }: Peers,
  event: object,
  goal: Figure["goal"],
): AsyncGenerator<Figure> {
  const first = await paired(
    {
      empty: () => firstMs(empty, event),
      ours: () => firstMs(ours, event),
      theirs: () => firstMs(theirs, event),
    },
    rounds,
  );
  const title = `${name}: start to the first answer`;
  yield compared(title, "ms", first.ours, "an empty handler", first.empty, goal);
  yield compared(title, "ms", first.ours, `the usual handler (${usual})`, first.theirs);
  const warm = await paired({ ours: () => warmMs(ours, event), theirs: () => warmMs(theirs, event) }, 3, 0);
  if (Number.isNaN(median(warm.ours))) {
    return yield absent(`${name}: processor time of a request`, "ms", "Linux alone tells");
  }
  yield compared(`${name}: processor time of a request`, "ms", warm.ours, "the usual handler", warm.theirs);
}

async function initMs(config: FunctionConfig): Promise<number> {
  const start = performance.now();
  await using _ = await startFunction(config);
  return performance.now() - start;
}

async function firstMs(config: FunctionConfig, event: object): Promise<number> {
  const start = performance.now();
  await using started = await startFunction(config);
  await answered(started.invoke(event));
  return performance.now() - start;
}

async function warmMs(config: FunctionConfig, event: object): Promise<number> {
  await using started = await startFunction(config);
  for (let request = 0; request < 50; request++) await answered(started.invoke(event));
  const before = processorMs(started.pid);
  for (let request = 0; request < warmRequests; request++) await answered(started.invoke(event));
  const after = processorMs(started.pid);
  return before === null || after === null ? Number.NaN : (after - before) / warmRequests;
}

async function answered(answer: Promise<Buffer>): Promise<void> {
  const text = (await answer).toString("latin1");
  if (/ErrorMessage\\?":\\?"[^"\\]/.test(text)) throw new Error(text);
}

function pullEvent(
  stack: Pick<Awaited<ReturnType<typeof synthesised>>, "events">,
  { schema }: Pick<BenchDatabase, "schema">,
): object {
  const body = requestBody("ReportRange", {
    parameters: { number_of_rows: String(rows) },
    command: { text: `${schema}.ledger_rows` },
  });
  return stack.events("/api/v1/sql", body).forData(encodeIdentity(mary));
}

/** The function's environment as a stack without a database has it. */
function withoutConnections({ environment }: FunctionConfig): Record<string, string> {
  const settings: object = JSON.parse(environment["SETTINGS"] ?? "{}");
  return { SETTINGS: JSON.stringify({ ...settings, connections: [] }) };
}

/** Answers every event with nothing. */
function emptyFunction(folder: string, like: FunctionConfig): FunctionConfig {
  const directory = join(folder, "empty");
  mkdirSync(directory);
  writeFileSync(join(directory, "index.mjs"), "export const handler = async () => ({});\n");
  return { ...like, directory };
}

/** A peer of `bench/peers`, bundled as this API's own functions are. */
function usualFunction(
  folder: string,
  name: string,
  like: FunctionConfig,
  environment: Readonly<Record<string, string>>,
): FunctionConfig {
  const directory = join(folder, name);
  renameSync(bundle({ entry: `bench/peers/${name}.ts` }), directory);
  return { ...like, directory, environment: { ...like.environment, ...environment } };
}
