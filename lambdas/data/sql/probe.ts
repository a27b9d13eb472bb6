import { isThisMachine } from "../../settings/checks.ts";
import type { ConnectionSettings } from "../../settings/connections.ts";
import { clientsOf, connectionOf } from "./connection/find-connection.ts";
import { serverOf } from "./connection/server.ts";
import { destroyAfter } from "./engines/destroy-after.ts";
import { type Server, type Session, SqlFailure } from "./engines/engine.ts";
import { engines } from "./engines/index.ts";
import { isListed } from "./routine/routine-name.ts";

/** What was found out about a connection; `error` keeps it from working, `warning` is worth a look. */
export interface Finding {
  readonly level: "ok" | "warning" | "error";
  /** A sentence for whoever runs the API. */
  readonly text: string;
}

/** A connection of the settings, tried as a request would use it. */
export interface ProbedConnection {
  readonly connection: string;
  /** The client whose database it is; null where all callers share the database. */
  readonly client: string | null;
  readonly findings: readonly Finding[];
  /** The routines that data portals can call, in the database's order. */
  readonly routines: readonly { readonly name: string; readonly parameters: string }[];
}

/** What a question to the catalogue may take. */
const questionMs = 20_000;

/** How many databases of a connection with one for each client are tried. */
const maxClients = 50;

/**
 * Tries the connections of the settings: their secrets, signing in, the user's rights, and the routines that
 * data portals could call. It opens connections of its own and closes them. Never throws: what fails is a
 * finding.
 */
export async function probeConnections(
  settings: readonly ConnectionSettings[],
): Promise<readonly ProbedConnection[]> {
  const probed: ProbedConnection[] = [];
  for (const one of settings) {
    const { clients, finding } = await tried(one);
    if (finding !== null)
      probed.push({ connection: one.name, client: null, findings: [finding], routines: [] });
    // One after the other, so that a database is not met by fifty sign-ins at once.
    for (const client of clients) probed.push(await probe(one, client));
  }
  return probed;
}

/** The clients of a connection that are tried, and what keeps others from it. */
async function tried(
  settings: ConnectionSettings,
): Promise<{ readonly clients: readonly (string | null)[]; readonly finding: Finding | null }> {
  try {
    const clients = await clientsOf(settings);
    if (clients.length <= maxClients) return { clients, finding: null };
    const text = `It has ${clients.length} clients; the first ${maxClients} were tried.`;
    return { clients: clients.slice(0, maxClients), finding: { level: "warning", text } };
  } catch (error) {
    return { clients: [], finding: { level: "error", text: sentence(error) } };
  }
}

async function probe(settings: ConnectionSettings, clientId: string | null): Promise<ProbedConnection> {
  const findings: Finding[] = [];
  const routines: ProbedConnection["routines"][number][] = [];
  try {
    const server = await serverOf(await connectionOf(settings, clientId));
    findings.push(encryption(server));
    const session = await engines[settings.engine].connect(server);
    try {
      await destroyAfter(session, questionMs, async () => {
        const { account, routines: routinesQuery } = await engines[settings.engine].probe();
        await session.begin({ identity: new Map(), statementMs: questionMs });
        for (const [level, text] of await rowsOf(session, account)) {
          findings.push({ level: level === "ok" ? "ok" : "warning", text: String(text) });
        }
        const listed = (await rowsOf(session, routinesQuery)).filter(([schema, name]) =>
          isListed({ schema: String(schema), name: String(name) }, settings.routines),
        );
        findings.push(...aboutRoutines(settings, listed));
        for (const [schema, name, parameters, mayExecute] of listed) {
          if (isTrue(mayExecute))
            routines.push({ name: `${schema}.${name}`, parameters: String(parameters ?? "") });
        }
      });
    } finally {
      session.destroy();
    }
  } catch (error) {
    findings.push({ level: "error", text: sentence(error) });
  }
  return { connection: settings.name, client: clientId, findings, routines };
}

function encryption({ tls, host, port }: Server): Finding {
  const where = `${host}:${port}`;
  if (tls === null) {
    return isThisMachine(host)
      ? { level: "ok", text: `The way to ${where} is not encrypted, and stays on one machine.` }
      : { level: "warning", text: `The way to ${where} is not encrypted.` };
  }
  return tls.verify
    ? { level: "ok", text: `The way to ${where} is encrypted, and the server's certificate is checked.` }
    : { level: "warning", text: `The way to ${where} is encrypted, but anyone could answer as the server.` };
}

type RoutineRow = readonly unknown[];

function aboutRoutines(
  { engine, routines }: ConnectionSettings,
  listed: readonly RoutineRow[],
): readonly Finding[] {
  const named = (rows: readonly RoutineRow[]) => {
    const names = [...new Set(rows.map(([schema, name]) => `${schema}.${name}`))];
    const rest = names.length > 10 ? ` and ${names.length - 10} more` : "";
    return names.slice(0, 10).join(", ") + rest;
  };
  const warning = (text: string): Finding => ({ level: "warning", text });
  if (routines.length === 0) {
    return [warning("The connection lists no routines: data portals can call none through /api/v1/sql.")];
  }
  const unmet = routines.filter(
    (pattern) =>
      !listed.some(([schema, name]) => isListed({ schema: String(schema), name: String(name) }, [pattern])),
  );
  const refused = listed.filter(([, , , mayExecute]) => !isTrue(mayExecute));
  const unstoppable = listed.filter(([, , , , mayEnd]) => !isTrue(mayEnd));
  return [
    ...unmet.map((pattern) =>
      warning(
        engine === "mysql"
          ? `No routine that the user may execute fits ${pattern}: grant EXECUTE, or mend the list.`
          : `No routine of the database fits ${pattern}.`,
      ),
    ),
    ...(refused.length === 0 ? [] : [warning(`The user may not execute ${named(refused)}: grant it.`)]),
    ...(unstoppable.length === 0
      ? []
      : [
          warning(
            `The user may not KILL ${named(unstoppable)}, which run as another user (DEFINER): when a caller's ` +
              "time is up, only the server's own limit ends them. Grant CONNECTION ADMIN (MySQL " +
              "CONNECTION_ADMIN), or create them with SQL SECURITY INVOKER.",
          ),
        ]),
  ];
}

/** SQL Server and PostgreSQL answer numbers, MySQL's driver may answer them as texts. */
function isTrue(cell: unknown): boolean {
  return String(cell) === "1";
}

async function rowsOf(session: Session, text: string): Promise<readonly (readonly unknown[])[]> {
  const rows: (readonly unknown[])[] = [];
  for await (const table of session.query(text, []).tables) {
    for await (const batch of table.rows) rows.push(...batch);
  }
  return rows;
}

/** What the failures mean that are not a fault of the API; any other speaks for itself. */
const meanings: Partial<Readonly<Record<SqlFailure["kind"], string>>> = {
  connection: "The database cannot be reached: ",
  authentication: "The database refuses the sign-in: ",
};

/** An error and what it was made of, without stacks: none of the two holds a password. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : "";
  const text = cause === "" || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
  const meaning = error instanceof SqlFailure ? (meanings[error.kind] ?? "") : "";
  return `${meaning}${text.replace(/\.$/, "")}.`;
}
