import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { log } from "../log.ts";
import { type Coding, compressor, gathered } from "./compression.ts";
import { watchReceiver } from "./receiver.ts";
import type { RequestRecord } from "./request-record.ts";

/** Headers of every answer of the data function. */
export interface ReplyHeaders {
  readonly correlationId: string;
  /** `Access-Control-Allow-Origin`; null sends no CORS headers. */
  readonly corsOrigin: string | null;
}

/** Sends `value` as a JSON document. */
export async function sendJson(
  stream: Writable,
  status: number,
  value: unknown,
  reply: ReplyHeaders,
  record: Pick<RequestRecord, "bytes" | "status">,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  record.status = status;
  const body = awslambda.HttpResponseStream.from(stream, {
    statusCode: status,
    headers: { ...commonHeaders(reply), ...headers },
  });
  const text = JSON.stringify(value);
  record.bytes = Buffer.byteLength(text);
  await pipeline(Readable.from([text]), body);
}

/**
 * Sends a document of any length as fast as the caller takes it, compressed where the caller accepts it.
 * Beyond the first megabytes the platform passes on 2 MB/s, so the compressed size decides how long a large
 * table takes (AWS: "Response streaming for Lambda functions"). A transfer that is cut short is no error of
 * this function: nothing more can be sent.
 * @param document makes the chunks; it ends them soon after `full` has turned true
 * @param callerGone stops what the document waits for. It is called when no byte has been taken for a minute;
 * document and transfer are then ended.
 * @param record is told the bytes, and whether the transfer was cut short
 */
export async function sendDocument(
  stream: Writable,
  document: (full: () => boolean) => AsyncGenerator<Uint8Array>,
  coding: Coding | null,
  reply: ReplyHeaders,
  callerGone: () => void,
  record: Pick<RequestRecord, "bytes" | "isCut" | "error">,
): Promise<void> {
  const body = awslambda.HttpResponseStream.from(stream, {
    statusCode: 200,
    headers: {
      ...commonHeaders(reply),
      Vary: "Accept-Encoding",
      ...(coding === null ? {} : { "Content-Encoding": coding }),
    },
  });
  let sentBytes = 0;
  const chunks = document(() => sentBytes > fullAtBytes);
  using receiver = watchReceiver(() => {
    log.warn("receiver-choked", { sentBytes });
    callerGone();
    // First the document, with its statement and transaction: when the stream is destroyed, AWS's runtime
    // client is left with the error of its connection, which nothing there handles.
    const destroy = () => void stream.destroy();
    chunks.return(undefined).then(destroy, destroy);
  });
  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of receiver.through(source)) {
      sentBytes += chunk.byteLength;
      yield chunk;
    }
  }
  try {
    if (coding === null) await pipeline(chunks, counted, body);
    else await pipeline(gathered(chunks), compressor(coding), counted, body);
  } catch (error) {
    record.isCut = true;
    record.error ??= error;
  } finally {
    record.bytes = sentBytes;
  }
}

/** The platform cuts a response at 200 MB. 10 MB are left for buffers on the way and the document's end. */
const fullAtBytes = 190 * 1024 * 1024;

function commonHeaders({ correlationId, corsOrigin }: ReplyHeaders): Record<string, string> {
  return {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Correlation-ID": correlationId,
    ...(corsOrigin === null
      ? {}
      : {
          "Access-Control-Allow-Origin": corsOrigin,
          // The gateway renames WWW-Authenticate (AWS: "Amazon API Gateway important notes", for REST APIs).
          "Access-Control-Expose-Headers": "X-Correlation-ID, x-amzn-Remapped-WWW-Authenticate, Retry-After",
        }),
  };
}
