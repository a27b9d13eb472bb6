import { type Command, type DataType, dataTypes } from "../request.ts";
import type { Portal } from "../sheet/run-report.ts";

/** A data portal of the project's `portals.json`, as far as a formula's request depends on it. */
export interface KeptPortal {
  /** Data Portal Code. */
  readonly code: string;
  readonly path: string;
  readonly command: {
    readonly type: NonNullable<Command["type"]>;
    readonly text: string;
    readonly connection: string | null;
  } | null;
  readonly timeoutSeconds: number | null;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: DataType;
    readonly isOutput: boolean;
  }[];
  /** System parameters with their `Interject_`. */
  readonly system: readonly string[];
}

/** The data portals by their codes in lower case, as a formula asks for them. */
export function keptPortals(portals: readonly KeptPortal[]): ReadonlyMap<string, Portal> {
  return new Map(
    portals.map(({ code, path, command, timeoutSeconds, parameters, system }) => {
      const portal: Portal = {
        path,
        command: command === null ? null : commandOf(command, timeoutSeconds),
        parameters: parameters.map(({ name }) => name),
        outputs: parameters.filter(({ isOutput }) => isOutput).map(({ name }) => name),
        system: system.map((name) => name.replace(/^Interject_/, "")),
        dataTypes: Object.fromEntries(parameters.map(({ name, type }) => [name, dataTypes.indexOf(type)])),
      };
      return [code.toLowerCase(), portal];
    }),
  );
}

function commandOf(
  { type, text, connection }: NonNullable<KeptPortal["command"]>,
  timeoutSeconds: number | null,
): Command {
  return {
    type,
    text,
    ...(connection === null ? {} : { connection }),
    ...(timeoutSeconds === null ? {} : { timeoutSeconds }),
  };
}
