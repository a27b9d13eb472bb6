import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { ConnectionList, type ConnectionSettings, sourcesOf } from "../lambdas/settings/connections.ts";
import { settingProblems, wording } from "./setting-problems.ts";
import { SettingInvalid } from "./setting-sources.ts";
import { localConnectionsFile } from "./settings.ts";

const LocalConnections = v.object({
  connections: v.pipe(
    ConnectionList,
    v.checkItems((connection) => {
      const sources = sourcesOf(connection);
      return sources.length > 0 && sources.every(({ url }) => url !== undefined);
    }, "it needs a url, because nothing here can read a secret in AWS"),
  ),
});

/**
 * The databases of `local-connections.json`, which `npm start` adds to those of the settings; null without
 * such a file. They may be on any host and hold passwords, so nothing that is deployed reads them.
 * @param directory the project's folder
 * @throws SettingInvalid with a sentence for each mistake
 */
export function localConnections(directory: string): readonly ConnectionSettings[] | null {
  const file = join(directory, localConnectionsFile);
  if (!existsSync(file)) return null;
  let connections: unknown;
  try {
    connections = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Node's own words would quote a part of the file.
    throw new SettingInvalid(`${localConnectionsFile} is not JSON.`);
  }
  const result = v.safeParse(LocalConnections, { connections }, { message: wording });
  if (result.success) return result.output.connections;
  const where = `in ${localConnectionsFile}`;
  const [first = "", ...more] = settingProblems(LocalConnections, result.issues, () => where);
  throw new SettingInvalid(first, ...more);
}
