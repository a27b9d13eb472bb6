import { UserError } from "../../../interject/errors.ts";
import { lookupName } from "../../../interject/request/request.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { Execution, Routine } from "../engines/engine.ts";
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
  { session, wait }: Transaction,
  text: string,
  isAllowed: (routine: Routine) => boolean = () => true,
): Promise<readonly Routine[]> {
  const name = parseName(text);
  const found = await wait(() => session.findRoutines(name));
  const allowed = found.filter(isAllowed);
  if (allowed.length > 0) return allowed;
  const shown = name.schema === null ? name.name : `${name.schema}.${name.name}`;
  throw new UserError(
    `The database has no routine ${shown} that this connection may call. Tell your administrator.`,
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
  const { session, connection } = transaction;
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
