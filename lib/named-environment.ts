import * as v from "valibot";

type Environment = Readonly<Record<string, string | undefined>>;

/** Names one of the settings' `environments`. */
export const environmentVariable = "INTERJECT_ENVIRONMENT";

/**
 * The variables with which settings are those of an environment.
 * @param name of one of the settings' `environments`; without a name the variables stay as they are
 */
export function inEnvironment(environment: Environment, name: string | undefined): Environment {
  return name === undefined ? environment : { ...environment, [environmentVariable]: name };
}

const Environments = v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {});

/**
 * What differs in an environment.
 * @param environments the setting, not yet checked: what else is wrong with it, its own schema says
 * @param where the words that tell a person where it stands
 * @param refuse is given a sentence where there is no environment of this name
 */
export function settingsOf(
  name: string,
  environments: unknown,
  where: string,
  refuse: (problem: string) => void,
): Readonly<Record<string, unknown>> {
  const named = v.safeParse(Environments, environments);
  if (!named.success) return {};
  if (Object.hasOwn(named.output, name)) return named.output[name] ?? {};
  const names = Object.keys(named.output);
  const known = names.length === 0 ? "none" : names.join(", ");
  refuse(`There is no environment ${name} ${where}, which has ${known}.`);
  return {};
}
