import * as v from "valibot";
import { dataTypes } from "../../lambdas/interject/request/request.ts";

/** Command types by the names that the wire's numbers have (protocol section 3). */
const commandTypes = ["StoredProcedure", "TableDirect", "Text"] as const;

/** The system parameters that Interject's portal offers. */
export const systemParameters = [
  "Interject_RequestContext",
  "Interject_XMLDataToSave",
  "Interject_ColDefItems",
  "Interject_RowDefItems",
  "Interject_ReturnError",
  "Interject_UserID",
  "Interject_ClientID",
  "Interject_LoginName",
  "Interject_UserRoles",
  "Interject_NTLogin",
  "Interject_ExcelVersion",
  "Interject_SourceFileAndPath",
  "Interject_SourceFilePathAndTab",
  "Interject_LocalTimeZoneOffset",
] as const;
export type SystemParameter = (typeof systemParameters)[number];

const oneOf = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, `it must be one of ${words.join(", ")}`);
const filled = v.pipe(v.string("it must be a text"), v.trim(), v.nonEmpty("it must not be empty"));

const Parameter = v.strictObject(
  {
    name: filled,
    /** Data type of the wire; without it the report's own, or nvarchar. */
    type: v.optional(oneOf(dataTypes)),
    direction: v.optional(oneOf(["input", "output"])),
  },
  objectWith("a name"),
);

const Example = v.strictObject(
  {
    parameters: v.optional(
      v.record(v.string(), v.string("it must be a text"), "it must be an object with a text by name"),
    ),
    save: v.optional(
      v.array(
        v.record(v.string(), v.string("it must be a text"), "it must be an object with a text by column"),
        "it must be a list of rows",
      ),
    ),
  },
  objectWith("parameters or save"),
);

/** A data portal as `portals.json` has it: what follows from the route table is not said again. */
const Entry = v.strictObject(
  {
    /** The endpoint's path, as the route table has it. */
    path: filled,
    /** Api Connection String Name, for an endpoint that runs commands. */
    connection: v.optional(filled),
    /** Command Type; without it a stored procedure. */
    commandType: v.optional(oneOf(commandTypes)),
    /** Command Text, for an endpoint that runs commands. */
    command: v.optional(filled),
    /** How long the Addin waits; without it Interject's three minutes. */
    timeoutSeconds: v.optional(
      v.pipe(
        v.number("it must be a number of seconds"),
        v.integer("it must be a whole number of seconds"),
        v.minValue(1, "it must be at least 1 second"),
      ),
    ),
    /** Formula parameters, in the order of `Param`; without them those that the report declares. */
    parameters: v.optional(v.array(Parameter, "it must be a list")),
    /** Without them the request context alone. */
    system: v.optional(v.array(oneOf(systemParameters), "it must be a list")),
    /** Values that a command answers, as texts: `npm run openapi` shows and sends them. */
    example: v.optional(Example),
  },
  objectWith("a path"),
);
export type PortalEntry = v.InferOutput<typeof Entry>;

const notByCode = "it must be an object with a data portal under each code";

/** By Data Portal Code. */
const PortalFile = v.pipe(
  v.unknown(),
  // To valibot a list is an object too.
  v.check((entries) => !Array.isArray(entries), notByCode),
  v.record(filled, Entry, notByCode),
);
export type PortalFile = Readonly<v.InferOutput<typeof PortalFile>>;

/** `portals.json` is wrong. The message has a line for each mistake. */
export class PortalsInvalid extends Error {
  override readonly name = "PortalsInvalid";
}

/**
 * Reads the text of a `portals.json`.
 * @param file its name, for the sentences
 * @throws PortalsInvalid with a sentence for each mistake
 */
export function parsePortalFile(text: string, file: string): PortalFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new PortalsInvalid(`${file} is not JSON: ${(error as SyntaxError).message}.`);
  }
  const result = v.safeParse(PortalFile, json);
  if (result.success) return result.output;
  throw new PortalsInvalid(result.issues.map((issue) => sentence(issue, file)).join("\n"));
}

/** What to say of an object that is none, or that has another property or lacks one. */
function objectWith(what: string) {
  return ({ expected, received }: v.StrictObjectIssue) => {
    if (expected === "never") return "it means nothing there";
    return received === "undefined" ? "it is missing" : `it must be an object with ${what}`;
  };
}

function sentence(issue: v.BaseIssue<unknown>, file: string): string {
  const { message } = issue;
  const path: readonly v.IssuePathItem[] = issue.path ?? [];
  const [code, ...keys] = path.map(({ key }) => key);
  if (code === undefined) return `${file} is wrong: ${message}.`;
  const place = keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  const what = place === "" ? "" : `${place.slice(1)} of `;
  return `${file}: ${what}the data portal ${code} is wrong: ${message}.`;
}
