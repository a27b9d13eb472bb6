import { type ParameterProblem, RequestInvalid, UserError } from "../../../interject/errors.ts";
import { describeProblems } from "../../../interject/request/parameter.ts";
import { lookupName } from "../../../interject/request/request.ts";
import { isSystemName } from "../../../interject/request/system-parameters.ts";
import type { ParameterType, Routine, RoutineParameter, SqlValue } from "../engines/engine.ts";
import { matchNames, whatIsSent } from "./argument-names.ts";

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

/** Arguments by their {@link lookupName}; `argument-names.ts` finds the one that a parameter means. */
export type Arguments = ReadonlyMap<string, Argument>;

/** A routine, and the values to call it with by the exact names of its parameters. */
export interface BoundCall {
  readonly routine: Routine;
  readonly values: ReadonlyMap<string, SqlValue>;
}

/** A routine that was chosen by the names of arguments, for values that can change. */
export interface ChosenRoutine {
  readonly routine: Routine;
  /**
   * Reads the arguments' values as they are now.
   * @throws RequestInvalid `parameter` with each argument that does not fit
   */
  readonly readValues: () => BoundCall["values"];
}

/**
 * Chooses a routine by the names of its arguments (`argument-names.ts`), nothing by position.
 * @param candidates the routines of one name
 * @throws UserError where no candidate or several fit
 */
export function chooseRoutine(candidates: readonly Routine[], given: Arguments): ChosenRoutine {
  const [only, another] = candidates;
  if (only === undefined) throw new UserError("The database has no such routine. Tell your administrator.");
  const compared = candidates.map((routine) => compare(routine, given));
  const fitting = another === undefined ? compared : compared.filter(({ problems }) => problems.length === 0);
  const [chosen, second] = fitting;
  if (chosen === undefined || second !== undefined) {
    const how = second === undefined ? "none of them takes" : "more than one of them takes";
    throw new UserError(
      `The database has ${candidates.length} routines named ${only.schema}.${only.name}, and ${how} these parameters. Tell your administrator.`,
    );
  }
  return { routine: chosen.routine, readValues: () => readValues(chosen) };
}

/**
 * Binds arguments to a routine by name.
 * @param candidates the routines of one name; the arguments choose one of them
 * @throws UserError where no candidate or several fit; RequestInvalid `parameter` with each argument that
 * does not
 */
export function bindArguments(candidates: readonly Routine[], given: Arguments): BoundCall {
  const { routine, readValues } = chooseRoutine(candidates, given);
  return { routine, values: readValues() };
}

/** What does not fit between a routine and the arguments, and what does. */
interface Comparison {
  readonly routine: Routine;
  readonly matched: ReadonlyMap<string, Argument>;
  /** Arguments that it does not declare, parameters that it needs and is not given, and unclear names. */
  readonly problems: readonly ParameterProblem[];
}

function compare(routine: Routine, given: Arguments): Comparison {
  const title = `${routine.schema}.${routine.name}`;
  const { arguments: matched, problems: unclear } = matchNames(routine, given);
  const settled = new Set([...matched.values(), ...unclear].map(({ name }) => lookupName(name)));
  const undeclared = [...given.values()]
    .filter(({ name, mustBeDeclared }) => mustBeDeclared && !settled.has(lookupName(name)))
    .map(({ name }) => ({
      name,
      message: `${title} has no parameter of this name. Ask your administrator to correct the data portal.`,
    }));
  const missing = routine.parameters
    .filter((parameter) => isNeeded(parameter) && !matched.has(parameter.name))
    .map(({ name }) => ({
      name,
      message: `${title} needs it, and the data portal does not send it. ${whatIsSent(given)} Ask your administrator to add it.`,
    }));
  // A parameter lacks its argument because two could be meant: one sentence is enough.
  return { routine, matched, problems: [...unclear, ...undeclared, ...(unclear.length > 0 ? [] : missing)] };
}

/** A routine can do without its system parameters: one that the data portal does not list is null. */
function isNeeded({ name, mode, hasDefault }: RoutineParameter): boolean {
  return mode === "in" && !hasDefault && !isSystemName(name);
}

function readValues({ routine, matched, problems: unfit }: Comparison): ReadonlyMap<string, SqlValue> {
  const problems = [...unfit];
  const values = new Map<string, SqlValue>();
  for (const { name, mode, dataType, hasDefault } of routine.parameters) {
    if (mode === "out") continue;
    const argument = matched.get(name);
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
