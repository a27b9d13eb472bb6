import type pg from "pg";
import type { CallAnswer } from "../engine.ts";
import type { PostgresCall } from "./call.ts";
import { voidType } from "./cells.ts";
import { changedForm, type FormsWatch } from "./forms.ts";
import { outputsOf } from "./outputs.ts";
import { Pipeline, type PipelineAnswer } from "./pipeline.ts";

/** How many calls are sent together at most: enough that the way to the server no longer counts. */
const mostTogether = 100;
/** About how long calls that are sent together may take: whoever leaves early waits for the rest of them. */
const togetherMs = 500;

/**
 * Sends many calls of one routine, up to a hundred at a time, and gives their answers in order. The first
 * goes alone: if it leaves another time zone, in which the values of those behind it would be misread, each
 * goes alone, and the zone is brought back in between.
 * @param calls what they throw is thrown behind the answers to the calls before
 * @param listen is told of the pipeline that gets the server's messages, and of its end
 * @param hear is called with the messages of a call before its answer is given
 */
export async function* callEach(
  client: pg.Client,
  { isZoneKept, restoreZone, refuseOthers }: FormsWatch,
  calls: Iterable<PostgresCall>,
  listen: (pipeline: Pipeline | null) => void,
  hear: (text: string) => void,
): AsyncGenerator<CallAnswer> {
  let together = 1;
  const batches = batchesOf(calls, () => (isZoneKept() ? together : 1));
  for (const { batch, failure } of batches) {
    const [call] = batch;
    if (call !== undefined) {
      await restoreZone();
      const verify = () => {
        refuseOthers();
        if (batch.length > 1 && !isZoneKept()) throw changedForm("TimeZone");
      };
      const begun = performance.now();
      const pipeline = client.query(new Pipeline(batch, verify, hear));
      listen(pipeline);
      try {
        for await (const answer of pipeline.answers()) yield answerOf(call, answer);
      } finally {
        await pipeline.ended;
        listen(null);
      }
      const eachMs = (performance.now() - begun) / batch.length;
      together = Math.max(1, Math.min(mostTogether, Math.floor(togetherMs / eachMs)));
    }
    if (failure !== undefined) throw failure.error;
  }
}

interface Batch {
  readonly batch: readonly PostgresCall[];
  /** What the source threw behind the calls of the batch. */
  readonly failure?: { readonly error: unknown };
}

/** The items of a source, as many together as `size` says when they are asked for. */
function* batchesOf(source: Iterable<PostgresCall>, size: () => number): Generator<Batch> {
  let batch: PostgresCall[] = [];
  try {
    for (const call of source) {
      batch.push(call);
      if (batch.length < size()) continue;
      yield { batch };
      batch = [];
    }
  } catch (error) {
    return yield { batch, failure: { error } };
  }
  if (batch.length > 0) yield { batch };
}

function answerOf(call: PostgresCall, { description, row }: PipelineAnswer): CallAnswer {
  const { fields, columns } = description;
  const isTable = call.answer !== "outputs" && fields[0]?.dataTypeID !== voidType;
  return {
    columns: isTable ? columns : [],
    row: isTable ? row : null,
    outputs: outputsOf(call, fields, row ?? []),
  };
}
