import { type ParameterProblem, RequestInvalid, UserError } from "../../../interject/errors.ts";
import { describeProblems } from "../../../interject/request/parameter.ts";
import { lookupName } from "../../../interject/request/request.ts";
import type { ParameterType, Routine, RoutineParameter, SqlValue } from "../engines/engine.ts";

/** A value that a routine's parameter of the same name can be given. */
export interface Argument {
  /** As the sender wrote it, without `@`. */
  readonly name: string;
  /**
   * True where a routine without such a parameter is the wrong one; false where the argument is then left
   * out.
   */
  readonly mustBeDeclared: boolean;
  /**
   * The value, read as the type that the routine declares.
   * @throws RequestInvalid `parameter` when it does not fit
   */
  readonly read: (declared: ParameterType) => SqlValue;
}

/** Arguments by their {@link lookupName}. */
export type Arguments = ReadonlyMap<string, Argument>;

/** A routine, and the values to call it with by the exact names of its parameters. */
export interface BoundCall {
  readonly routine: Routine;
  readonly values: ReadonlyMap<string, SqlValue>;
}

/**
 * Binds arguments to a routine by name, nothing by position.
 * @param candidates the routines of one name; the arguments choose one of them
 * @throws UserError where no candidate or several fit; RequestInvalid `parameter` with each argument that
 * does not
 */
export function bindArguments(candidates: readonly Routine[], given: Arguments): BoundCall {
  const [only, another] = candidates;
  if (only === undefined) throw new UserError("The database has no such routine. Tell your administrator.");
  const fitting =
    another === undefined ? [only] : candidates.filter((routine) => misfits(routine, given).length === 0);
  const [routine, second] = fitting;
  if (routine === undefined || second !== undefined) {
    const how = second === undefined ? "none of them takes" : "more than one of them takes";
    throw new UserError(
      `The database has ${candidates.length} routines named ${only.schema}.${only.name}, and ${how} these parameters. Tell your administrator.`,
    );
  }
  return { routine, values: readValues(routine, given) };
}

/** Whether a parameter is one of Interject's own (protocol section 3, system parameters). */
export function isSystemName(name: string): boolean {
  return lookupName(name).startsWith("interject_");
}

/** The arguments that the routine does not declare, and the parameters that it needs and is not given. */
function misfits(routine: Routine, given: Arguments): ParameterProblem[] {
  const title = `${routine.schema}.${routine.name}`;
  const declared = new Set(routine.parameters.map(({ name }) => lookupName(name)));
  const undeclared = [...given]
    .filter(([key, { mustBeDeclared }]) => mustBeDeclared && !declared.has(key))
    .map(([, { name }]) => ({
      name,
      message: `${title} has no parameter of this name. Ask your administrator to correct the data portal.`,
    }));
  const missing = routine.parameters
    .filter((parameter) => isNeeded(parameter) && !given.has(lookupName(parameter.name)))
    .map(({ name }) => ({
      name,
      message: `${title} needs it, and the data portal does not send it. Ask your administrator to add it.`,
    }));
  return [...undeclared, ...missing];
}

/** A routine can do without its system parameters: one that the data portal does not list is null. */
function isNeeded({ name, mode, hasDefault }: RoutineParameter): boolean {
  return mode === "in" && !hasDefault && !isSystemName(name);
}

function readValues(routine: Routine, given: Arguments): ReadonlyMap<string, SqlValue> {
  const problems = misfits(routine, given);
  const values = new Map<string, SqlValue>();
  for (const { name, mode, dataType, hasDefault } of routine.parameters) {
    if (mode === "out") continue;
    const argument = given.get(lookupName(name));
    try {
      if (argument !== undefined) values.set(name, argument.read(dataType));
      else if (!hasDefault) values.set(name, null);
    } catch (error) {
      if (!(error instanceof RequestInvalid) || error.parameters.length === 0) throw error;
      problems.push(...error.parameters);
    }
  }
  if (problems.length === 0) return values;
  throw new RequestInvalid("parameter", describeProblems(problems), problems);
}
