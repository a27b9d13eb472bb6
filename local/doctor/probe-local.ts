import { localFunction, textOf } from "../aws/functions.ts";
import { readDeployment } from "../aws/template.ts";
import { type LocalConnection, withConnections } from "../local-connections.ts";
import { type Probed, parseProbed } from "./report.ts";

/**
 * Runs the synthesised data function on this machine, and asks it to try its connections.
 * @param directory the folder of the synthesised stack
 * @param connections of this machine alone
 * @param log gets what the function writes
 */
export async function probeLocal(
  directory: string,
  connections: readonly LocalConnection[],
  log: (line: string) => void,
): Promise<Probed> {
  const { functions } = readDeployment(directory);
  const config = [...functions].find(([id]) => id.startsWith("DataFunction"))?.[1];
  if (config === undefined) throw new Error("The synthesised stack has no data function.");
  const data = localFunction(withConnections(config, connections), 1, log);
  try {
    return parseProbed(await textOf(await data.invoke({ probe: true })));
  } finally {
    await data.close();
  }
}
