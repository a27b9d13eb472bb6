import type { SqlValue } from "../../../../../../lambdas/data/sql/engines/engine.ts";
import type { SentParameter } from "../../../../../support/tds/requests.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import type { Answer } from "../../../../../support/tds-server.ts";
import { asksCatalogue, type Described, describe } from "./described.ts";
import { type ReadTable, readAll, signedIn } from "./signed-in.ts";

/** What a server answers to a procedure that has nothing to show. */
export const succeeded = [tokens.returnStatus(0), tokens.doneProc()];

/** A call as the wire has shown it, and what came back. */
export interface Called {
  readonly procedure: string;
  readonly parameters: readonly SentParameter[];
  readonly tables: readonly ReadTable[];
  readonly outputs: ReadonlyMap<string, string | null>;
}

/** Calls a routine of the catalogue, and shows what that was on the wire. */
export async function call(
  described: Described,
  values: Readonly<Record<string, SqlValue>>,
  answer: Answer = succeeded,
): Promise<Called> {
  const { server, session } = await signedIn({
    answer: (request) =>
      asksCatalogue(request) ? describe(described) : request.kind === "rpc" ? answer : null,
  });
  const [routine] = await session.findRoutines({ schema: null, name: described.name });
  if (routine === undefined) throw new Error("the catalogue has no such routine");
  const execution = session.call(routine, new Map(Object.entries(values)));
  const tables = await readAll(execution);
  const sent = server.requests.at(-1);
  if (sent?.kind !== "rpc") throw new Error("no procedure was called");
  return { procedure: sent.procedure, parameters: sent.parameters, tables, outputs: execution.outputs() };
}

/** A procedure with these parameters, as a test has it in its catalogue. */
export const procedure = (...parameters: NonNullable<Described["parameters"]>): Described => ({
  type: "P",
  name: "Pull",
  parameters,
});

/** The parameters of a call in short: name, direction, type and value. */
export const sent = ({ parameters }: Called) =>
  parameters.map(({ name, isOutput, type, value }) => [name, isOutput ? "output" : "input", type, value]);
