import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

const Lock = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string(), ""),
      license: v.optional(v.string(), "unknown"),
      dev: v.optional(v.boolean(), false),
      devOptional: v.optional(v.boolean(), false),
    }),
  ),
});

/** A package that a deployment may hold: its bundles take what their settings need of these. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression, such as `MIT`; `unknown` where the package does not say. */
  readonly licence: string;
}

/**
 * The packages behind the functions, from package-lock.json, by name. Packages that only build, test or
 * emulate are left out.
 * @param directory the folder that holds package-lock.json
 */
export function shippedPackages(directory: string): readonly ShippedPackage[] {
  const lock: unknown = JSON.parse(readFileSync(join(directory, "package-lock.json"), "utf8"));
  return Object.entries(v.parse(Lock, lock).packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path, { version, license }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: license,
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name, "en"));
}

/** The list to read or to hand on: a line for each package. */
export function licenceList(packages: readonly ShippedPackage[]): string {
  const width = Math.max(...packages.map(({ licence }) => licence.length));
  return packages
    .map(({ name, version, licence }) => `${licence.padEnd(width)}  ${name} ${version}\n`)
    .join("");
}
