import type { APIGatewayProxyEvent } from "aws-lambda";
import pg from "pg";

/** A pull as it is usually written: a pool, one statement, and JSON.stringify twice for one body. */
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 1 });

export async function handler(event: APIGatewayProxyEvent) {
  const request = JSON.parse(event.body ?? "");
  const { InputValue: wanted } = request.RequestParameterList.find(
    ({ Name }: { Name: string }) => Name === "@number_of_rows",
  );
  const { rows, fields } = await pool.query({
    text: "select * from bench.ledger_rows($1)",
    values: [wanted],
    rowMode: "array",
  });
  const table = { TableName: "Table", Columns: fields.map(({ name }) => name), Rows: rows };
  return {
    statusCode: 200,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      UserMessage: "",
      ErrorMessage: "",
      RequestParameterList: request.RequestParameterList,
      ReturnedDataList: [{ DataFormat: 2, SchemaFormat: 1, Data: JSON.stringify(table) }],
    }),
  };
}
