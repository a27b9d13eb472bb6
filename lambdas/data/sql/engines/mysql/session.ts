import type { Connection } from "mysql2";
import type {
  Execution,
  Routine,
  RoutineName,
  Server,
  Session,
  SqlValue,
  TransactionStart,
} from "../engine.ts";
import { bound } from "./bind.ts";
import { type Call, callOf, quoted } from "./call.ts";
import { routinesOf, routinesQuery } from "./catalogue.ts";
import { startExecution } from "./execution.ts";
import { Line } from "./line.ts";

/**
 * What every session starts with.
 * - Strict modes beside the server's own, so that a value which does not fit is an error and never cut off in silence.
 * - The database's collation: a user variable with the identity counts as much as a column, and the server compares no
 *   two of different collations. One that is not of utf8mb4 gives way to it and needs nothing.
 */
const settings = `SET NAMES utf8mb4,
  SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'),
  SESSION collation_connection =
    IF(LEFT(@@collation_database, 8) = 'utf8mb4_', @@collation_database, @@collation_connection)`;

/** A session on a MySQL or MariaDB server. */
export class MySqlSession implements Session {
  /** Never called: MySQL sends nothing beside results. */
  onMessage: (text: string) => void = () => {};
  readonly #server: Server;
  readonly #line: Line;
  /** What sets the role back with which the user signed in. */
  readonly #role: string;
  /** Says to the execution under way that it is cancelled, for it can be between two of its statements. */
  #stop: AbortController | null = null;

  private constructor(server: Server, line: Line, role: string) {
    this.#server = server;
    this.#line = line;
    this.#role = role;
  }

  static async open(server: Server, connection: Connection): Promise<MySqlSession> {
    const line = new Line(server, connection);
    try {
      await line.rowsOf(settings, null);
      return new MySqlSession(server, line, await roleOf(line));
    } catch (error) {
      line.destroy();
      throw error;
    }
  }

  isOpen(): boolean {
    return this.#line.isOpen;
  }

  /** `COM_RESET_CONNECTION` leaves the current database and the role as they are, so these are set back by name. */
  async reset(): Promise<void> {
    await this.#line.reset();
    if (this.#server.database !== "") await this.#line.rowsOf(`USE ${quoted(this.#server.database)}`, null);
    await this.#line.rowsOf(settings, null);
    await this.#line.rowsOf(this.#role, null);
  }

  /** The identity is in user variables: `user_id` in `@interject_user_id`. */
  async begin({ identity, statementMs }: TransactionStart): Promise<void> {
    // A bound value has the collation of its character set; the cast gives it the session's.
    const names = [...identity.keys()].map((name) => `@${quoted(`interject_${name}`)} = CAST(? AS CHAR)`);
    // MariaDB counts seconds and stops any statement, MySQL milliseconds and stops only SELECT.
    const limit = this.#line.isMariaDb
      ? `SESSION max_statement_time = ${(statementMs / 1_000).toFixed(3)}`
      : `SESSION max_execution_time = ${Math.ceil(statementMs)}`;
    await this.#line.rowsOf(`SET ${[...names, limit].join(", ")}`, [...identity.values()]);
    await this.#line.rowsOf("START TRANSACTION", null);
  }

  async commit(): Promise<void> {
    await this.#line.rowsOf("COMMIT", null);
  }

  async rollback(): Promise<void> {
    await this.#line.rowsOf("ROLLBACK", null);
  }

  async findRoutines({ schema, name }: RoutineName): Promise<readonly Routine[]> {
    return routinesOf(await this.#line.rowsOf(routinesQuery, [schema, name, schema, name]));
  }

  call(routine: Routine, values: ReadonlyMap<string, SqlValue>): Execution {
    return this.#execute(routine.kind, () => callOf(routine, values));
  }

  query(text: string, values: readonly SqlValue[]): Execution {
    return this.#execute("statement", () => ({
      before: null,
      main: { text, values: values.map(bound) },
      after: null,
      outputs: [],
    }));
  }

  async cancel(): Promise<void> {
    this.#stop?.abort();
    await this.#line.cancel();
  }

  destroy(): void {
    this.#line.destroy();
  }

  #execute(kind: Routine["kind"] | "statement", plan: () => Call): Execution {
    const stop = new AbortController();
    this.#stop = stop;
    return startExecution(this.#line, kind, plan, stop.signal);
  }
}

/** MariaDB cannot set a default role back without its name, which is that of the role at the start. */
async function roleOf(line: Line): Promise<string> {
  if (!line.isMariaDb) return "SET ROLE DEFAULT";
  const [row] = await line.rowsOf("SELECT CURRENT_ROLE()", null);
  const role = row?.[0];
  return typeof role === "string" ? `SET ROLE ${quoted(role)}` : "SET ROLE NONE";
}
