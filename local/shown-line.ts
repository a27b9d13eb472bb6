import { visible } from "./command-line/visible.ts";
import { requestLine } from "./request-line.ts";

/**
 * A line that a function has written, as `npm start` shows it: a request in short, anything else with its
 * level and what it says, and an error with its places below it, in files of the project.
 * @param logged the function's name, a colon, and JSON or what a `console.log` has written
 * @returns null for a line that says nothing new
 */
export function shownLine(logged: string): string | null {
  const [, part = "", line = logged] = /^(\w+): (.*)$/s.exec(logged) ?? [];
  const entry = objectOf(line);
  if (entry === null) return visible(`${part}: ${inProject(line)}`);
  const { level, message, error, said, ...fields } = entry;
  const request = requestLine(line);
  if (request !== null) return lines([request, ...(typeof said === "string" ? [`  ${said}`] : [])]);
  if (isObject(message)) return invocationError(part, message);
  const told = message === "save" ? saved(fields) : fields;
  return lines([
    [part, level, message, ...fieldsOf(told)].filter((word) => word !== undefined).join(" "),
    // A person's mistake is no mistake at a place in the sources.
    ...errorLines(error, "  ", level !== "INFO"),
  ]);
}

type Fields = Readonly<Record<string, unknown>>;

/** What a save's line has beside the request's, which is shown already. */
function saved({ savedRows, sheetRows, committed }: Fields): Fields {
  return { savedRows, sheetRows, committed };
}

/** What Lambda's runtime writes of an error that the handler threw. */
function invocationError(part: string, { errorType, errorMessage, stackTrace }: Fields): string | null {
  // So the authorizer refuses a token, after it has said why.
  if (errorMessage === "Unauthorized") return null;
  return lines([
    `${part} ERROR`,
    ...errorLines({ name: errorType, message: errorMessage, stack: stackTrace }, "  ", true),
  ]);
}

/** What every line of a function has, and no one on this machine looks for. */
const unshown = ["timestamp", "service", "requestId", "functionRequestId", "correlationId"];

/** The fields that a person may look for: names of metrics begin with a capital, or with an underscore. */
function fieldsOf(fields: Fields): string[] {
  return Object.entries(fields)
    .filter(([name]) => !unshown.includes(name) && !/^[A-Z_]/.test(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
}

/** An error's words and places, and those of what caused it. */
function errorLines(error: unknown, indent: string, hasPlaces: boolean): string[] {
  if (!isObject(error)) return [];
  const { name, message, stack, cause, errors, ...fields } = error;
  const places = hasPlaces && Array.isArray(stack) ? stack.map(String) : [];
  const inner = [cause, ...(Array.isArray(errors) ? errors : [])];
  return [
    `${indent}${[`${name}:`, message, ...fieldsOf(fields)].filter((word) => word !== undefined).join(" ")}`,
    ...places.filter(isOwn).map((place) => `${indent}  ${inProject(place)}`),
    ...inner.flatMap((each) => errorLines(each, `${indent}  `, hasPlaces)),
  ];
}

/** Whether a place in a stack is the project's own, and not the emulator's or Node's. */
function isOwn(place: string): boolean {
  return !/node:internal|local[/\\]aws[/\\]runtime\.ts/.test(place);
}

/** The bundles lie in `cdk.out/local/run-…/1`: their source maps name every source below this folder. */
function inProject(text: string): string {
  return text.replace(/(file:\/\/)?[^\s("']*[/\\]cdk\.out[/\\]local[/\\]run-\w+[/\\]\d+[/\\]/g, "");
}

function lines(shown: readonly string[]): string {
  return shown.map(visible).join("\n");
}

function objectOf(line: string): Fields | null {
  try {
    const json: unknown = JSON.parse(line);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
