import type { MySqlAnswer } from "./answer.ts";
import type { StatementChannel } from "./statement-channel.ts";

/**
 * The warnings after which a result or a saved row is not what it should be (MySQL Error Reference; MariaDB
 * Error Code Reference). Others are noise: a division by zero gives NULL, a comparison reads a text as a
 * number.
 */
const changesData: ReadonlySet<number> = new Set([
  1260, // cut by GROUP_CONCAT
  1264, // out of a column's range
  1265, // cut off for a column
  1301, // larger than max_allowed_packet
  1366, // not a value of a column's type
  1406, // too long for a column
  1931, // MariaDB: a recursion or a scan stopped at its limit
]);

/**
 * What a statement warned of, each sentence once and without values: they can be of rows that the person may
 * not see. To be asked for before the next statement, which clears them.
 */
export async function warningsOf(
  channel: StatementChannel,
  { warnings }: MySqlAnswer,
): Promise<readonly string[]> {
  if (warnings() === 0) return [];
  const rows = await channel.rowsOf("SHOW WARNINGS", null);
  const told = rows.filter(([, code]) => changesData.has(Number(code)));
  return [...new Set(told.map(([, , text]) => String(text).replace(/: '.*' for column/s, " for column")))];
}
