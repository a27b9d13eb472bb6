import portals from "../../lambdas/data/examples/portals.json" with { type: "json" };

/** A data portal as Interject's portal site has it; all of them use one data connection, to this API. */
export interface DataPortal {
  /** Data Portal Code, by which a formula names it. */
  readonly code: string;
  readonly relativeUrl: string;
  /** Command Text, of command type stored procedure; none where the relative URL alone says what is meant. */
  readonly command?: string;
  /** Formula parameters, in the order of the formula's `Param`. */
  readonly parameters: readonly string[];
  /** Which of the formula parameters have the direction output. */
  readonly outputs: readonly string[];
  readonly system: readonly string[];
}

/** What the file says of a data portal; `local/portals/portal-file.ts` holds it to more. */
interface Entry {
  readonly path: string;
  readonly command?: string;
  readonly parameters?: readonly { readonly name: string; readonly direction?: string }[];
  readonly system?: readonly string[];
}

/** The data portals that the formulas of the example workbook name. */
export const dataPortals: readonly DataPortal[] = Object.entries<Entry>(portals).map(
  ([code, { path, command, parameters = [], system = ["Interject_RequestContext"] }]) => ({
    code,
    relativeUrl: path,
    ...(command === undefined ? {} : { command }),
    parameters: parameters.map(({ name }) => name),
    outputs: parameters.filter(({ direction }) => direction === "output").map(({ name }) => name),
    system,
  }),
);
