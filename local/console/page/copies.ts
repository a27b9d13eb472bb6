import type { Answer } from "./ask.ts";
import type { Chosen, Form } from "./call.ts";
import { post, textIn } from "./post.ts";

/** What can be taken from the page to another place, as text. */
export interface Copy {
  readonly label: string;
  readonly text: () => string | Promise<string>;
}

/** The last call as a command, as a test of the report, and as what to enter in the Interject portal. */
export function copiesOf(answer: Answer, chosen: Chosen, form: Form, apiUrl: string): readonly Copy[] {
  const { path } = answer.question;
  const { connection, commandText: text } = form;
  const { kind } = answer.question.formula === null ? { kind: "plain" } : chosen.route;
  return [
    { label: "Copy as curl", text: () => curl(answer, apiUrl) },
    ...(kind === "report" ? [{ label: "Copy as test", text: () => reportTest(answer) }] : []),
    ...(kind === "plain"
      ? []
      : [
          {
            label: "Copy as portal set-up",
            text: () => portal(path, kind === "command" ? { connection, text } : null),
          },
        ]),
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

/** The console's server has the data portals. */
async function portal(path: string, command: { connection: string; text: string } | null): Promise<string> {
  return textIn(await post("/portal", { path, command }), "text") ?? "";
}
