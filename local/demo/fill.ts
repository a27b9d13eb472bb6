import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";

/** The comment on a schema that {@link fill} made begins with these words. */
const mark = "Demo data of the Interject data API, version ";
const schemas = ["demo", "reports"];

/** The demo data's files in the order in which they are to run. */
function sqlFiles(): readonly { readonly name: string; readonly text: string }[] {
  return globSync("*.sql", { cwd: import.meta.dirname })
    .sort()
    .map((name) => ({
      name,
      text: readFileSync(join(import.meta.dirname, name), "utf8").replaceAll("\r\n", "\n"),
    }));
}

function version(): string {
  const hash = createHash("sha256");
  for (const { name, text } of sqlFiles()) hash.update(name).update(text);
  return hash.digest("hex").slice(0, 16);
}

/** Does what {@link fill} does, unless the database has the demo data of this version of the files. */
export async function fillIfChanged(url: string, log: (line: string) => void): Promise<void> {
  await signedIn(url, async (client) => {
    const comments = await commentsOf(client);
    if (schemas.every((schema) => comments.get(schema) === mark + version())) return;
    log(comments.size === 0 ? "Making the demo data." : "The demo data's SQL has changed: making it anew.");
    await fillWith(client, comments);
  });
}

/**
 * Makes the schemas `demo` and `reports` anew, in one transaction.
 * @param url of a user who may create schemas and roles
 * @throws Error with a sentence if the database has a schema `demo` or `reports` of somebody else's
 */
export async function fill(url: string): Promise<void> {
  await signedIn(url, async (client) => fillWith(client, await commentsOf(client)));
}

async function signedIn(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The comments by schema, for the schemas that exist. A schema without a comment has an empty text. */
async function commentsOf(client: Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ name: string; comment: string | null }>(
    "SELECT nspname AS name, obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = ANY ($1)",
    [schemas],
  );
  return new Map(rows.map(({ name, comment }) => [name, comment ?? ""]));
}

async function fillWith(client: Client, comments: ReadonlyMap<string, string>): Promise<void> {
  for (const [schema, comment] of comments)
    if (!comment.startsWith(mark))
      throw new Error(
        `The database has a schema ${schema} that is not the demo data's: it stays as it is. Name another database.`,
      );
  await client.query("BEGIN");
  for (const schema of comments.keys()) await client.query(`DROP SCHEMA ${schema} CASCADE`);
  for (const { text } of sqlFiles()) await client.query(text);
  for (const schema of schemas) await client.query(`COMMENT ON SCHEMA ${schema} IS '${mark}${version()}'`);
  await client.query("COMMIT");
}
