import { readArguments } from "../command-line/arguments.ts";
import { type PortalEntry, PortalsInvalid } from "./portal-file.ts";
import { type DataPortal, dataPortals, type Endpoint } from "./portals.ts";
import { printedPortal, printedPortals } from "./print-portal.ts";
import { ownPortals, readPortalFile, readPortals } from "./read-portals.ts";
import { type CatalogueRoutine, routinePortal } from "./routine-portal.ts";
import { writePortalFile } from "./write-portals.ts";

const usage = `Data portals as code: reports/portals.json.

  npm run portals                   lists them, those of the examples last
  npm run portals -- show CODE      what to enter for one in Interject's portal, field by field
  npm run portals -- add CODE --path PATH
                                    adds one for a report of the route table
  npm run portals -- add CODE --routine NAME [--connection NAME]
                                    adds one for a routine, with the parameters that the database's catalogue
                                    has; the connection is of the settings, of local-connections.json, or Demo
                                    while npm start runs
`;

/** What the command works on. */
export interface PortalsSurroundings {
  /** The folder that holds `reports/`. */
  readonly directory: string;
  readonly endpoints: readonly Endpoint[];
  /** Asks the databases for the routines that data portals can call, and what keeps it from an answer. */
  readonly catalogue: () => Promise<Catalogue>;
}

export interface Catalogue {
  readonly routines: readonly CatalogueRoutine[];
  /** Sentences about databases that cannot be asked. */
  readonly errors: readonly string[];
}

/**
 * `npm run portals`.
 * @returns what to print
 * @throws Error with a sentence
 */
export async function portalsCommand(
  words: readonly string[],
  surroundings: PortalsSurroundings,
): Promise<string> {
  const { directory, endpoints } = surroundings;
  const { values, positionals } = readArguments({
    args: [...words],
    allowPositionals: true,
    options: {
      path: { type: "string" },
      routine: { type: "string" },
      connection: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return usage;
  const [action = "list", code = "", ...more] = positionals;
  const isKnown = action === "list" ? code === "" : (action === "show" || action === "add") && code !== "";
  if (!isKnown || more.length > 0)
    throw new Error("Say show CODE, add CODE, or nothing for a list. --help says more.");
  if (action === "add") return add(code, values, surroundings);
  const { own, examples } = readPortals(directory, endpoints);
  const portals = [...own, ...examples];
  return action === "show" ? printedPortal(named(code, portals)) : printedPortals(portals);
}

function named(code: string, portals: readonly DataPortal[]): DataPortal {
  const found = portals.find((portal) => portal.code.toLowerCase() === code.toLowerCase());
  if (found !== undefined) return found;
  throw new Error(`There is no data portal ${code}. npm run portals lists them.`);
}

interface AddValues {
  readonly path?: string | undefined;
  readonly routine?: string | undefined;
  readonly connection?: string | undefined;
}

async function add(
  code: string,
  { path, routine, connection }: AddValues,
  { directory, endpoints, catalogue }: PortalsSurroundings,
): Promise<string> {
  if ((path === undefined) === (routine === undefined))
    throw new Error("Say --path PATH for a report, or --routine NAME for a routine of a database.");
  if (path !== undefined && connection !== undefined) throw new Error("--connection goes with --routine.");
  const before = readPortalFile(directory, ownPortals);
  const other = Object.keys(before).find((one) => one.toLowerCase() === code.toLowerCase());
  if (other !== undefined) throw new Error(`${ownPortals} has a data portal ${other} already.`);
  const entry: PortalEntry =
    routine === undefined
      ? { path: path ?? "" }
      : routinePortal(routineNamed(routine, connection, await catalogue()));
  const [portal] = dataPortals({ [code]: entry }, endpoints, ownPortals);
  if (portal === undefined) throw new PortalsInvalid(`${ownPortals}: ${code} is no data portal.`);
  writePortalFile(directory, ownPortals, { ...before, [code]: entry });
  return `Added to ${ownPortals}. In Interject's portal, enter:\n\n${printedPortal(portal)}`;
}

/** The one routine of a name, which may be written as a command text has it: `[schema].[name]`. */
function routineNamed(
  name: string,
  connection: string | undefined,
  { routines, errors }: Catalogue,
): CatalogueRoutine {
  const plain = name.replace(/[[\]"`]/g, "").toLowerCase();
  const isAsked = (routine: CatalogueRoutine) =>
    connection === undefined || routine.connection.toLowerCase() === connection.toLowerCase();
  // Each client may have a database of its own, with the same routines.
  const found = new Map(
    routines
      .filter((routine) => isAsked(routine) && routine.name.toLowerCase() === plain)
      .map((routine) => [`${routine.connection} ${routine.signature}`, routine]),
  );
  const [only, ...others] = found.values();
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const why = errors.length === 0 ? "" : `\n${errors.join("\n")}`;
    throw new Error(
      `No connection${connection === undefined ? "" : ` ${connection}`} has a routine ${name} that data portals can call. npm run doctor lists them.${why}`,
    );
  }
  const connections = new Set([...found.values()].map((one) => one.connection));
  if (connections.size > 1)
    throw new Error(`Several connections have ${name}: say --connection ${[...connections].join(" or ")}.`);
  throw new Error(
    `The database has ${name} in ${found.size} forms: write the data portal into ${ownPortals} yourself.`,
  );
}
