import { UserError } from "../../../interject/errors.ts";
import { lookupName } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { Execution, Routine, RoutineName } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import type { Transaction } from "../transaction.ts";
import { type Argument, type Arguments, bindArguments } from "./arguments.ts";
import { parseName } from "./routine-name.ts";
import { bindable, readArgument } from "./values.ts";

/**
 * The routines of a name, as the database's catalogue has them; several where the name is overloaded.
 * @param isAllowed decides by the catalogue's name of a routine, not by the text that was sent
 * @throws UserError with the same sentence where the database has no such routine and where none is allowed
 */
export async function findRoutines(
  transaction: Transaction,
  text: string,
  isAllowed: (routine: Routine) => boolean = () => true,
): Promise<readonly Routine[]> {
  const name = await nameIn(transaction, text);
  const found = await transaction.wait(() => transaction.session.findRoutines(name));
  const allowed = found.filter(isAllowed);
  if (allowed.length > 0) return allowed;
  const shown = name.schema === null ? name.name : `${name.schema}.${name.name}`;
  throw new UserError(
    `The database has no routine ${shown} that this connection may call. Tell your administrator.`,
  );
}

/**
 * The name in a command text. The name of a database in front of it is taken off where it is the connection's
 * own: only there can the connection call anything.
 * @throws UserError where the text is no name, or one in another database
 */
export async function nameIn(transaction: Transaction, text: string): Promise<RoutineName> {
  const { database, schema, name } = parseName(text);
  if (database === null) return { schema, name };
  const { session, connection } = transaction;
  const { ownDatabase } = engines[connection.settings.engine].dialect;
  let own: Cell | undefined;
  for await (const { rows } of transaction.read(session.query(ownDatabase, [])))
    for await (const [row] of rows) own ??= row?.[0];
  if (String(own).toLowerCase() === database.toLowerCase()) return { schema, name };
  throw new UserError(
    `The command text of this data portal names the database ${database}, which is not the one of its connection. Ask your administrator to write schema.name alone, or to choose the connection to that database.`,
  );
}

/**
 * Calls a routine with a report's own values.
 * @throws UserError, RequestInvalid where the name or the values do not fit
 */
export async function callByName(
  transaction: Transaction,
  routine: string,
  values: Readonly<Record<string, Cell>>,
): Promise<Execution> {
  const bound = bindArguments(await findRoutines(transaction, routine), reportArguments(values));
  const { session, connection, work } = transaction;
  work.routines.add(`${bound.routine.schema}.${bound.routine.name}`);
  return session.call(bound.routine, bound.values, connection.settings.statementSeconds * 1000);
}

function reportArguments(values: Readonly<Record<string, Cell>>): Arguments {
  const all = Object.entries(values).map(
    ([name, value]): Argument => ({
      name,
      mustBeDeclared: true,
      read: (declared) => (typeof value === "string" ? readArgument(name, value, declared) : bindable(value)),
    }),
  );
  return new Map(all.map((argument) => [lookupName(argument.name), argument]));
}
