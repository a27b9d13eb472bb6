import type { ParameterValue } from "../../../interject/request/data-type.ts";
import type { DataType } from "../../../interject/request/request.ts";
import type { Column, Row } from "../../../interject/response/table.ts";
import type { Dialect } from "./dialect.ts";

/**
 * What the API asks of a database, the same of each kind. An engine (`postgres/`, `mysql/`, `sqlserver/`)
 * says it in its driver's words and knows nothing of requests, reports and settings.
 */
export interface Engine {
  readonly dialect: Dialect;
  /** Loads the driver, which most requests never need. It is loaded once. */
  readonly load: () => Promise<unknown>;
  /**
   * Opens one connection, and loads the driver first.
   * @throws SqlFailure `authentication` where the server refuses the user or password, `connection` where it
   * cannot be reached
   */
  readonly connect: (server: Server) => Promise<Session>;
  /** What to ask a signed-in connection for those who run the API; loaded when they ask. */
  readonly probe: () => Promise<Probe>;
}

/** Statements without placeholders that change nothing, and that any user may run. */
export interface Probe {
  /** Rows of a level (`ok`, `warning`) and a sentence about the signed-in user. */
  readonly account: string;
  /**
   * Rows of schema, name, parameters as a text, 1 where the user may execute the routine, and 1 where the
   * server lets the user end it while it runs.
   */
  readonly routines: string;
}

/** Where a database is, and as whom to sign in. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** SQL Server alone: an access token of Microsoft Entra, to sign in with instead of user and password. */
  readonly accessToken?: string;
  /** SQL Server alone: whether a readable secondary of an availability group is to answer. */
  readonly readOnly?: boolean;
  /**
   * Certificates to trust in place of Node's own roots, in PEM, or none of one's own; and whether the server
   * must show one that is trusted. Null is no TLS. Each costs time, in each connection.
   */
  readonly tls: { readonly ca: readonly string[]; readonly verify: boolean } | null;
  readonly connectTimeoutMs: number;
}

/**
 * A signed-in connection. It does one thing at a time: ask nothing of it before the rows of the last call are
 * read or left by `return()`.
 */
export interface Session<Detail = unknown> {
  /** False once the connection has ended or broken. */
  readonly isOpen: () => boolean;
  /**
   * Puts the connection back into the state of a new one: no variables, temporary tables,
   * prepared names or locks.
   */
  readonly reset: () => Promise<void>;
  /**
   * Whether a transaction of this connection can tell the identity. An engine without this method always can.
   * False where the server would show an empty text, which an earlier caller left behind, in place of NULL.
   */
  readonly canTell?: (identity: SessionIdentity) => boolean;
  /**
   * Sets the caller's identity and the limit for all that runs until the connection is reset, and begins no
   * transaction: what runs then counts at once, unless it begins a transaction itself.
   * @throws SqlFailure `other` where the identity would not be this connection's alone
   */
  readonly identify: (start: TransactionStart) => Promise<void>;
  /**
   * Begins a transaction in which the caller's identity is set, and in which no statement runs
   * longer than the limit. It may follow {@link identify} with the same start.
   */
  readonly begin: (start: TransactionStart) => Promise<void>;
  /**
   * Commits what {@link begin} began. Where nothing was begun, it makes sure that no routine has left a
   * transaction open, whose work the reset will undo.
   * @throws SqlFailure `ended` where the transaction is not the one that was begun, or a routine's is open
   */
  readonly commit: () => Promise<void>;
  /** Undoes what is not committed, whoever began the transaction; without one it does nothing. */
  readonly rollback: () => Promise<void>;
  /**
   * Every routine of that name that the signed-in user sees: several where a name is overloaded. The engine
   * decides whether letter case counts.
   */
  readonly findRoutines: (name: RoutineName) => Promise<readonly Routine<Detail>[]>;
  /**
   * Runs a routine that this session found. `values` holds the given parameters by their exact names; a
   * parameter that is left out has a default. (A method, whose parameters TypeScript compares both ways: so
   * whatever holds a session of any engine can hand back what it found, without knowing the engine's detail.)
   * @param limitMs after which the caller cancels: for an engine that cannot always cancel, and has to set a
   * limit on the server
   */
  call(routine: Routine<Detail>, values: ReadonlyMap<string, SqlValue>, limitMs?: number): Execution;
  /** Runs a statement whose placeholders (the engine's own) are bound to `values` in order. */
  readonly query: (text: string, values: readonly SqlValue[]) => Execution;
  /**
   * Asks the server to end what runs now; what runs then fails with `cancelled`. Resolves when
   * it has been asked.
   * @throws SqlFailure where the server cannot be asked or refuses, so that what runs may run on there
   */
  readonly cancel: () => Promise<void>;
  /** Ends the connection without asking. */
  readonly destroy: () => void;
  /** Called with each message that the server sends beside results (`RAISE NOTICE`, `PRINT`). */
  onMessage: (text: string) => void;
}

/** Who the caller is, for the database: values by name, such as `user_id`; null is the database's NULL. */
export type SessionIdentity = ReadonlyMap<string, string | null>;

export interface TransactionStart {
  /**
   * Each engine has its own way for a routine to ask for these values (`docs/databases.md`).
   */
  readonly identity: SessionIdentity;
  /** A limit on the server, beside the one that `cancel` sets, in case the function ends without a word. */
  readonly statementMs: number;
}

/** A statement that runs. It is to be read to its end, or left by `return()`. */
export interface Execution {
  /** Result sets in order; the rows of one are to be read before the next is asked for. */
  readonly tables: AsyncIterable<StreamedTable>;
  /**
   * Output parameters by their exact names, and under {@link returnValue} the return value; to be asked for
   * after the tables. A statement has none.
   */
  readonly outputs: () => ReadonlyMap<string, string | null>;
  /** Rows that the statement changed, as far as the server says; to be asked for after the tables. */
  readonly changedRows: () => number;
}

/** A result set whose rows come from the database in batches, as fast as they are read. */
export interface StreamedTable {
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Row[]>;
}

/** The name under which a routine's return value is found among the outputs: ADO.NET's. */
export const returnValue = "RETURN_VALUE";

/** What can be bound. Text stands for anything that a declared type can be read from. */
export type SqlValue = ParameterValue | Uint8Array | SaveRows;

/** A saved table as one value: for a table-valued parameter, or as JSON. */
export interface SaveRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A routine's name as a data portal writes it, in its parts without quotation marks. */
export interface RoutineName {
  /** Null where none was written. */
  readonly schema: string | null;
  readonly name: string;
}

/**
 * A stored procedure or function, as the server's catalogue describes it.
 * @template Detail what only the engine itself needs to know to call the routine
 */
export interface Routine<Detail = unknown> {
  readonly kind: "procedure" | "function";
  readonly schema: string;
  readonly name: string;
  /** In their declared order. */
  readonly parameters: readonly RoutineParameter[];
  readonly detail: Detail;
}

/**
 * How a text is read for a parameter: as a data type of the protocol (section 3), of which `none` passes the
 * text on as it is, or as a type that the protocol, which is SQL Server's, does not have.
 * - `bytes`: base64, the form in which bytes are answered.
 * - `numeric`: a number of any length, `NaN` or an infinity.
 * - `single number`, `double number`: a floating-point number, `NaN` or an infinity.
 * - `moment`: a date and time from the year 1 on.
 * - `zoned moment`: such a date and time in UTC, or with an offset behind it; it is bound in UTC.
 * - `tinyint(1)`: a boolean, or the small number that MySQL lets stand in its place.
 */
export type ParameterType =
  | DataType
  | "bytes"
  | "numeric"
  | "single number"
  | "double number"
  | "moment"
  | "zoned moment"
  | "tinyint(1)";

export interface RoutineParameter {
  /** As declared, without `@`; an empty one cannot be given by name. */
  readonly name: string;
  readonly mode: "in" | "out" | "inout";
  /** The type as the engine names it, for casts and messages. */
  readonly type: string;
  /** How a text is to be read for it. */
  readonly dataType: ParameterType;
  /** Whether it takes a saved table: as rows (SQL Server's table types), as JSON, or not. */
  readonly takesRows: "table" | "json" | null;
  readonly hasDefault: boolean;
}

/**
 * What a database refuses or fails at, told apart by who must act.
 * - `raised`: the routine said so, for the person in Excel (`RAISE EXCEPTION`, `THROW`, `SIGNAL`).
 * - `data`: a value does not fit its type or a constraint; the server's sentence helps the person.
 * - `cancelled`, `timeout`: it was stopped, by us, by someone else or by a limit of the server.
 * - `conflict`: it met another transaction: a deadlock, a lock that was not free in time, a failed
 *   serialization. Trying again can help.
 * - `ended`: a routine ended the request's transaction by itself, or left its own open: what is stored of its
 *   work is not what it says.
 * - `authentication`: user or password are refused: a secret may have been rotated.
 * - `connection`: the server cannot be reached, or the connection broke.
 * - `other`: a fault of the routine or the statement, for the log.
 */
export class SqlFailure extends Error {
  override readonly name = "SqlFailure";
  readonly kind:
    | "raised"
    | "data"
    | "cancelled"
    | "timeout"
    | "conflict"
    | "ended"
    | "authentication"
    | "connection"
    | "other";

  /**
   * @param message the server's own sentence, without values of other people's rows and never with a password
   */
  constructor(kind: SqlFailure["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
