import { UserError } from "../../../interject/errors.ts";
import type { Cell } from "../../../interject/response/table.ts";
import type { Execution, Routine } from "../engines/engine.ts";
import type { Transaction } from "../transaction.ts";
import { type Argument, type Arguments, bindArguments, comparable } from "./arguments.ts";
import { parseName } from "./routine-name.ts";
import { bindable, textValue } from "./values.ts";

/**
 * The routines of a name, as the catalogue has them. More than one is an overloaded name.
 * @param isAllowed asked of each as the catalogue names it, whatever the text said
 * @throws UserError the same where there is none and where none is allowed
 */
export async function findRoutines(
  { session, guard }: Transaction,
  text: string,
  isAllowed: (routine: Routine) => boolean = () => true,
): Promise<readonly Routine[]> {
  const name = parseName(text);
  const found = await guard(() => session.findRoutines(name));
  const allowed = found.filter(isAllowed);
  if (allowed.length > 0) return allowed;
  const shown = name.schema === null ? name.name : `${name.schema}.${name.name}`;
  throw new UserError(
    `The database has no routine ${shown} that this connection may call. Tell your administrator.`,
  );
}

/** Calls a routine with a report's own values. @throws UserError, RequestInvalid where name or values do not fit */
export async function callByName(
  transaction: Transaction,
  routine: string,
  values: Readonly<Record<string, Cell>>,
): Promise<Execution> {
  const bound = bindArguments(await findRoutines(transaction, routine), ownArguments(values));
  return transaction.session.call(bound.routine, bound.values);
}

function ownArguments(values: Readonly<Record<string, Cell>>): Arguments {
  return new Map(
    Object.entries(values).map(([name, value]): [string, Argument] => [
      comparable(name),
      {
        name,
        mustBeDeclared: true,
        read: (parameter) =>
          typeof value === "string" ? textValue(name, value, parameter) : bindable(value),
      },
    ]),
  );
}
