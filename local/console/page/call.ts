import type { Command, Formula } from "../../addin/request.ts";
import type { Parameter, Route } from "./about.ts";

/** What is chosen on the left: a route, or a routine behind the route for commands. */
export interface Chosen {
  readonly route: Route;
  readonly parameters: readonly Parameter[];
  /** The data portal's command; null where the route needs none. */
  readonly command: { readonly connection: string; readonly text: string } | null;
}

/** What a form holds. */
export interface Form {
  /** By parameter name; an empty text is not sent. */
  readonly values: Readonly<Record<string, string>>;
  /** Parameters that nothing declares, one `Name=value` a line. */
  readonly more: string;
  /** Column definitions, one a line. */
  readonly columns: string;
  /** Row definitions, `Name=value, Name=value` a line. */
  readonly rows: string;
  readonly connection: string;
  readonly commandText: string;
  readonly commandType: "StoredProcedure" | "TableDirect" | "Text";
}

export function emptyForm({ command }: Chosen): Form {
  return {
    values: {},
    more: "",
    columns: "",
    rows: "",
    connection: command?.connection ?? "",
    commandText: command?.text ?? "",
    commandType: "StoredProcedure",
  };
}

/**
 * What the form asks for, without a table to save.
 * @throws Error with a sentence for a line that cannot be read
 */
export function formulaOf({ route, parameters }: Chosen, form: Form): Formula {
  const given = parameters.flatMap(({ name }) => {
    const value = form.values[name] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  const command: Command = {
    text: form.commandText,
    type: form.commandType,
    ...(form.connection === "" ? {} : { connection: form.connection }),
  };
  return {
    parameters: Object.fromEntries([...given, ...lines(form.more).map(pair)]),
    columns: lines(form.columns),
    rows: lines(form.rows).map((line) => Object.fromEntries(line.split(",").map(pair))),
    ...(route.kind === "command" ? { command } : {}),
  };
}

function lines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error(`Write Name=value, not ${text}.`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
