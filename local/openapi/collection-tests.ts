import { schemas } from "./schemas.ts";

/** A script that the collection's runner runs after each request of a folder, line by line. */
export type TestScript = readonly string[];

const status = (code: number) =>
  `pm.test("The status is ${code}", () => pm.response.to.have.status(${code}));`;

const json =
  'pm.test("The answer is JSON", () => pm.expect(pm.response.headers.get("Content-Type")).to.match(/^application\\/json/));';

/** The description's own schemas, as JSON Schema within one document. */
const response = JSON.stringify({
  $ref: "#/definitions/InterjectResponse",
  definitions: {
    InterjectResponse: schemas.InterjectResponse,
    ReturnedTable: schemas.ReturnedTable,
    Parameter: schemas.Parameter,
  },
}).replaceAll("#/components/schemas/", "#/definitions/");

const interjectResponse = [
  `const schema = ${response};`,
  'pm.test("The answer is an InterjectResponse", () => pm.response.to.have.jsonSchema(schema));',
];

const noError =
  'pm.test("ErrorMessage is empty", () => pm.expect(pm.response.json().ErrorMessage).to.equal(""));';

const tables = (least: 0 | 1) => [
  `pm.test("${least === 0 ? "Each table has" : "A table is there, and each has"} columns and rows", () => {`,
  "  const tables = pm.response.json().ReturnedDataList.map(({ Data }) => JSON.parse(Data));",
  `  pm.expect(tables.length).to.be.at.least(${least});`,
  "  tables.forEach(({ Columns, Rows }) => {",
  '    pm.expect(Columns).to.be.an("array");',
  '    pm.expect(Rows).to.be.an("array");',
  "  });",
  "});",
];

/** What a status endpoint answers. */
export const statusTests: TestScript = [
  status(200),
  json,
  'pm.test("The answer is a document", () => pm.expect(pm.response.json()).to.not.equal(null));',
];

/** What a report answers to its example. */
export const reportTests: TestScript = [status(200), json, ...interjectResponse, noError, ...tables(1)];

/** What a data portal's command answers; a routine that only saves has no table. */
export const commandTests: TestScript = [status(200), json, ...interjectResponse, noError, ...tables(0)];

/** What an endpoint that runs commands answers to a request that names none. */
export const noCommandTests: TestScript = [
  status(200),
  json,
  ...interjectResponse,
  'pm.test("ErrorMessage misses a command", () => pm.expect(pm.response.json().ErrorMessage).to.include("sends no command"));',
];

/** What any protected endpoint answers without a token. */
export const noTokenTests: TestScript = [
  status(401),
  json,
  ...interjectResponse,
  'pm.test("ErrorMessage asks for a token", () => pm.expect(pm.response.json().ErrorMessage).to.include("token"));',
];
