import type { Answer } from "./ask.ts";
import type { Chosen, Form } from "./call.ts";

/** What can be taken from the page to another place, as text. */
export interface Copy {
  readonly label: string;
  readonly text: () => string;
}

/** The last call as a command, as a test of the report, and as what to enter in the Interject portal. */
export function copiesOf(answer: Answer, chosen: Chosen, form: Form, apiUrl: string): readonly Copy[] {
  const { kind } = answer.question.formula === null ? { kind: "plain" } : chosen.route;
  return [
    { label: "Copy as curl", text: () => curl(answer, apiUrl) },
    ...(kind === "report" ? [{ label: "Copy as test", text: () => reportTest(answer) }] : []),
    ...(kind === "plain"
      ? []
      : [{ label: "Copy as portal set-up", text: () => portal(answer, chosen, form, apiUrl) }]),
  ];
}

function curl({ question, token, body }: Answer, apiUrl: string): string {
  const isPost = question.method === "POST";
  return [
    `curl ${isPost ? "-X POST " : ""}${quoted(apiUrl + question.path)}`,
    ...(token === "" ? [] : [`-H ${quoted(`Authorization: Bearer ${token}`)}`]),
    ...(isPost ? [`-H ${quoted("Content-Type: application/json")}`, `--data-binary ${quoted(body)}`] : []),
  ].join(" \\\n  ");
}

/** For a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function reportTest({ question: { path, formula }, sheets: [first] }: Answer): string {
  const file = path.split("/").at(-1) ?? "";
  const name = file.charAt(0).toLowerCase() + file.slice(1);
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const { save, parameters = {}, columns = [], rows = [] } = formula ?? {};
  const given = Object.keys(parameters).length === 0 ? {} : { parameters };
  const head = (imported: string) => [
    'import { expect, it } from "vitest";',
    `import { ${imported} } from "#testing";`,
    `import { ${name} } from "./${dashed}.ts";`,
    "",
  ];
  if (save !== undefined) {
    const saved = save.rows.map((row) =>
      Object.fromEntries(save.columns.map((column, at) => [column, row[at]])),
    );
    const status = first?.columns.indexOf("Status") ?? -1;
    const statuses = first?.rows.map(({ cells }) => cells[status] ?? null) ?? [];
    return [
      ...head("save"),
      `it("saves the sheet's rows", async () => {`,
      `  const { rows } = await save(${name}, ${json(saved)}, ${json(given)});`,
      `  expect(rows.map(({ Status }) => Status)).toEqual(${json(statuses)});`,
      "});",
      "",
    ].join("\n");
  }
  const sheet = {
    ...given,
    ...(columns.length === 0 ? {} : { columns }),
    ...(rows.length === 0 ? {} : { rows }),
  };
  return [
    ...head("pull"),
    `it("answers its table", async () => {`,
    `  const { tables, errorMessage } = await pull(${name}, ${json(sheet)});`,
    `  expect(errorMessage).toBe("");`,
    `  expect(tables[0]?.columns).toEqual(${json(first?.columns ?? [])});`,
    `  expect(tables[0]?.rows[0]).toEqual(${json(first?.rows[0]?.cells ?? [])});`,
    "});",
    "",
  ].join("\n");
}

const json = (value: unknown) => JSON.stringify(value);

/** In the words and the order of `docs/portal.md`. */
function portal({ question: { path, formula } }: Answer, chosen: Chosen, form: Form, apiUrl: string): string {
  const isCommand = chosen.route.kind === "command";
  const names = Object.keys(formula?.parameters ?? {});
  const declared = chosen.parameters.map(({ name }) => name);
  const all = [...declared, ...names.filter((name) => !declared.includes(name))];
  return [
    "Data connection",
    "  Connection Type             Web Api",
    `  Api Root Url                the stack's output BaseUrl (here ${apiUrl})`,
    ...(isCommand ? [`  Api Connection String Name  ${form.connection}`] : []),
    "Data portal",
    `  Api Relative Url            ${path}`,
    ...(isCommand ? ["  Command Type                Stored Procedure Name"] : []),
    ...(isCommand ? [`  Command Text                ${form.commandText}`] : []),
    "  Data Portal Status          Enabled",
    "  Is Custom Command           No",
    ...all.map((name, at) => `  ${at === 0 ? "Formula Parameters" : ""}`.padEnd(30) + name),
    "  System Parameters           Interject_RequestContext",
    "",
  ].join("\n");
}
