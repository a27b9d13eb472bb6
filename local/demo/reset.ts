import type { Environment } from "../command-line/environment.ts";
import { places } from "../command-line/places.ts";
import { databasePlace, namedDatabase } from "./connection.ts";
import { fill } from "./fill.ts";
import { DatabasePortInUse, startDatabase } from "./start-database.ts";

/**
 * `npm run db:reset`: throws the embedded database away and makes a new one; or, with `DATABASE_URL`, makes
 * the schemas `demo` and `reports` anew in that database.
 * @throws Error with a sentence, for example when `npm start` has the database open
 */
export async function resetDatabase(environment: Environment, print: (line: string) => void): Promise<void> {
  const url = namedDatabase(environment);
  if (url !== null) {
    await fill(url);
    print(
      "The schemas demo and reports are as new. Have the API sign in as interject_api: row-level security",
    );
    print("does not hold for owners and superusers.");
    return;
  }
  const { folder, port } = databasePlace(places(environment));
  try {
    await (await startDatabase({ folder, port, fresh: true, log: print })).close();
  } catch (error) {
    if (!(error instanceof DatabasePortInUse)) throw error;
    throw new Error(
      `Port ${port} is in use, most likely by the database of npm start: end that first, then reset.`,
      { cause: error },
    );
  }
  print(`The database in ${folder} is as new.`);
}
