import { type ParameterProblem, RequestInvalid, UserError } from "../../../interject/errors.ts";
import type { Routine, RoutineParameter, SqlValue } from "../engines/engine.ts";

/** One value that is there to be given to a routine. */
export interface Argument {
  /** As whoever gives it wrote it, without `@`. */
  readonly name: string;
  /** Whether a routine that does not declare it is the wrong one; system parameters are left out instead. */
  readonly mustBeDeclared: boolean;
  /** The value for the parameter as it is declared. @throws RequestInvalid `parameter` when it does not fit */
  readonly read: (parameter: RoutineParameter) => SqlValue;
}

/** Arguments by the names that {@link comparable} makes of theirs. */
export type Arguments = ReadonlyMap<string, Argument>;

/** A routine and a value for each of its parameters that has one, by its exact name. */
export interface BoundCall {
  readonly routine: Routine;
  readonly values: ReadonlyMap<string, SqlValue>;
}

/** Names count in any letter case, and with or without `@`. */
export function comparable(name: string): string {
  return name.replace(/^@/, "").toLowerCase();
}

/**
 * Binds arguments to a routine by name, nothing by position.
 * @param candidates the routines of one name, of which the arguments choose one
 * @throws UserError where none or several fit; RequestInvalid `parameter` with each argument that does not
 */
export function bindArguments(candidates: readonly Routine[], given: Arguments): BoundCall {
  const [only, another] = candidates;
  if (only === undefined) throw new UserError("The database has no such routine. Tell your administrator.");
  const fitting =
    another === undefined ? [only] : candidates.filter((routine) => problemsOf(routine, given).length === 0);
  const [routine, second] = fitting;
  if (routine === undefined || second !== undefined) {
    const how = second === undefined ? "none of them takes" : "more than one of them takes";
    throw new UserError(
      `The database has ${candidates.length} routines named ${only.schema}.${only.name}, and ${how} these parameters. Tell your administrator.`,
    );
  }
  return { routine, values: valuesOf(routine, given) };
}

/** Arguments that the routine does not declare, and parameters that it must be given and are not there. */
function problemsOf(routine: Routine, given: Arguments): ParameterProblem[] {
  const title = `${routine.schema}.${routine.name}`;
  const declared = new Set(routine.parameters.map(({ name }) => comparable(name)));
  const undeclared = [...given].flatMap(([key, { name, mustBeDeclared }]) =>
    mustBeDeclared && !declared.has(key)
      ? [
          {
            name,
            message: `${title} has no parameter of this name. Ask your administrator to correct the data portal.`,
          },
        ]
      : [],
  );
  const missing = routine.parameters
    .filter((parameter) => isNeeded(parameter) && !given.has(comparable(parameter.name)))
    .map(({ name }) => ({
      name,
      message: `${title} needs it, and the data portal does not send it. Ask your administrator to add it.`,
    }));
  return [...undeclared, ...missing];
}

/** A system parameter that a data portal does not list is null; a parameter without a name cannot be given. */
function isNeeded({ name, mode, hasDefault }: RoutineParameter): boolean {
  return mode === "in" && !hasDefault && !isSystemName(name);
}

export function isSystemName(name: string): boolean {
  return comparable(name).startsWith("interject_");
}

function valuesOf(routine: Routine, given: Arguments): ReadonlyMap<string, SqlValue> {
  const problems = problemsOf(routine, given);
  const values = new Map<string, SqlValue>();
  for (const parameter of routine.parameters) {
    if (parameter.mode === "out") continue;
    const argument = given.get(comparable(parameter.name));
    try {
      if (argument !== undefined) values.set(parameter.name, argument.read(parameter));
      else if (!parameter.hasDefault) values.set(parameter.name, null);
    } catch (error) {
      if (!(error instanceof RequestInvalid) || error.parameters.length === 0) throw error;
      problems.push(...error.parameters);
    }
  }
  if (problems.length === 0) return values;
  const text = problems.map(({ name, message }) => `${name}: ${message}`).join("\n");
  throw new RequestInvalid("parameter", text, problems);
}
