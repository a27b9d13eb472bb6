import type { DataPortal, FormulaParameter } from "./portals.ts";

/** The names that Interject's portal has for the command types. */
const commandTypes = {
  StoredProcedure: "Stored Procedure Name",
  TableDirect: "Table Direct",
  Text: "Text",
} as const;

/**
 * What to enter for a data portal, in the words and the order of `docs/portal.md`, and formulas that name it:
 * its parameters stand in D15 and below.
 */
export function printedPortal(portal: DataPortal): string {
  const { code, path, command, timeoutSeconds, parameters, system } = portal;
  const fields: (readonly [field: string, enter: string])[] = [
    ["Data Portal Code", code],
    ["Connection", connectionOf(portal)],
    ["Command Type", command === null ? "" : commandTypes[command.type]],
    ["Command Text", command?.text ?? ""],
    ["Api Relative Url", path],
    ["Timeout", timeoutSeconds === null ? "" : `${timeoutSeconds} seconds`],
    ["Data Portal Status", "Enabled"],
    ["Is Custom Command", "No"],
    ...listOf("Formula Parameters", parameters.map(parameterText)),
    ...listOf("System Parameters", system),
  ];
  return `${[...lines(fields), "", ...lines(formulasOf(portal))].join("\n")}\n`;
}

function connectionOf({ command }: DataPortal): string {
  const name = command?.connection ?? null;
  return name === null
    ? "The data connection to this API"
    : `The data connection to this API whose Api Connection String Name is ${name}`;
}

const parameterText = ({ name, type, isOutput }: FormulaParameter) =>
  `${name}, ${type}, ${isOutput ? "output" : "input"}`;

/** A field of several lines; a blank one where there are none. */
function listOf(field: string, items: readonly string[]): (readonly [string, string])[] {
  return items.length === 0 ? [[field, ""]] : items.map((item, at) => [at === 0 ? field : "", item]);
}

/** A report that declares a save's columns does nothing else; of any other only its author knows. */
function formulasOf({ code, parameters, saveColumns }: DataPortal): (readonly [string, string])[] {
  const name = `"${code.replaceAll('"', '""')}"`;
  const cells = parameters.map((_, at) => `D${15 + at}`);
  const param = cells.length === 0 ? "" : `Param(${cells.join(",")})`;
  const pull = `=ReportRange(${name},20:21,2:2${param === "" ? "" : `,,${param}`})`;
  const save = `=ReportSave(${name},B20:B23,4:4,6:6${param === "" ? "" : `,${param}`})`;
  return [
    ...(saveColumns === null ? [["Formula", pull] as const] : []),
    ["Formula of a save", save],
    ...(saveColumns === null ? [] : [["Row 4 of the sheet", saveColumns.join(", ")] as const]),
    ...parameters.map((parameter, at) => [`Cell ${cells[at]}`, parameter.name] as const),
  ];
}

function lines(fields: readonly (readonly [string, string])[]): readonly string[] {
  return fields.map(([field, enter]) => `${field.padEnd(20)}${enter === "" ? "(blank)" : enter}`);
}

/** One line for each data portal: its code, and what it calls. */
export function printedPortals(portals: readonly DataPortal[]): string {
  const width = Math.max(0, ...portals.map(({ code }) => code.length));
  const rows = portals.map(({ code, path, command, parameters }) => {
    const called = command === null ? path : `${path} ${command.text}`;
    const names = parameters.map(({ name, isOutput }) => (isOutput ? `${name} (output)` : name));
    return `${code.padEnd(width)}  ${called} (${names.join(", ")})`;
  });
  return rows.map((row) => `${row}\n`).join("");
}
