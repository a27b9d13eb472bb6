import { commandTypes, type Formula } from "../request.ts";

/** The options of the command line that describe a formula and its data portal's command. */
export const formulaOptions = {
  param: { type: "string", multiple: true, default: [] as string[] },
  column: { type: "string", multiple: true, default: [] as string[] },
  row: { type: "string", multiple: true, default: [] as string[] },
  output: { type: "string", multiple: true, default: [] as string[] },
  command: { type: "string" },
  "command-type": { type: "string" },
  connection: { type: "string" },
} as const;

/**
 * The formula that the options describe.
 * @throws Error with one sentence that names the option that is wrong
 */
export function formulaOf(values: {
  readonly param: readonly string[];
  readonly column: readonly string[];
  readonly row: readonly string[];
  readonly output: readonly string[];
  readonly command?: string | undefined;
  readonly "command-type"?: string | undefined;
  readonly connection?: string | undefined;
}): Formula {
  const { command, connection, "command-type": type = "StoredProcedure" } = values;
  if (!isCommandType(type)) {
    throw new Error(`--command-type must be one of ${Object.keys(commandTypes).join(", ")}, not ${type}.`);
  }
  return {
    parameters: Object.fromEntries(values.param.map((text) => pair("--param", text))),
    columns: values.column,
    rows: values.row.map((text) => Object.fromEntries(text.split(",").map((key) => pair("--row", key)))),
    outputs: values.output,
    ...(command === undefined
      ? {}
      : { command: { text: command, type, ...(connection === undefined ? {} : { connection }) } }),
  };
}

function isCommandType(text: string): text is keyof typeof commandTypes {
  return Object.hasOwn(commandTypes, text);
}

function pair(option: string, text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error(`${option} takes Name=Value, not ${text}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}
