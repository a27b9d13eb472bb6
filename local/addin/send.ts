import { AnswerUnreadable } from "./answer-unreadable.ts";
import { type Formula, requestBody } from "./request.ts";
import { type AddinResult, type AnswerNotes, readResponse } from "./response.ts";
import { streamResponse, type TableSink } from "./response-stream.ts";
import { userOf } from "./user.ts";

/** A data portal: where it points and who is signed in. */
export interface DataPortal {
  /** API root URL of the data connection. */
  readonly url: string;
  readonly token: string;
  /** Signs in again. Asked once, when the API answers 401, because a token lives one hour. */
  readonly renew?: () => string | Promise<string>;
}

/** The API answered, but not with a response document. */
export class ApiRefused extends Error {
  override readonly name = "ApiRefused";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** An answer began and did not come to its end. */
export class TransferCut extends Error {
  override readonly name = "TransferCut";
  /** After decompression. */
  readonly receivedBytes: number;

  constructor(receivedBytes: number, cause: unknown) {
    super(`The transfer broke off after ${receivedBytes.toLocaleString("en-US")} bytes.`, { cause });
    this.receivedBytes = receivedBytes;
  }
}

/**
 * Pulls a report, or with `formula.save` saves a table, as the Addin does.
 *
 * This folder is a virtual Addin that runs on any web platform. `request.ts` writes what the Addin sends,
 * with `request-context.ts`, `save.ts`, `user.ts` and `xml.ts` for its parts. `response.ts` reads the answer
 * as a whole, and `response-stream.ts` while it arrives. `sheet/` has the formulas of a sheet, `workbook/`
 * the Excel files, and `command/` the command line.
 * @param path the data portal's Api Relative Url
 * @throws ApiRefused for a status other than 200, TransferCut, AnswerUnreadable, and TypeError of `fetch`
 * when nothing answers
 */
export async function send(portal: DataPortal, path: string, formula: Formula): Promise<AddinResult> {
  return readResponse(await whole(await ask(portal, path, formula)));
}

/**
 * Pulls a report of any size: hands its rows on as they arrive, and keeps none.
 * @throws what `send` throws; where the answer breaks off, after the rows that had arrived
 */
export async function stream(
  portal: DataPortal,
  path: string,
  formula: Formula,
  sink: TableSink,
): Promise<AnswerNotes> {
  return streamResponse(await ask(portal, path, formula), sink);
}

/** The text of the API's answer while it arrives. */
async function ask(portal: DataPortal, path: string, formula: Formula): Promise<AsyncGenerator<string>> {
  const url = `${portal.url.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  const source = formula.save === undefined ? "ReportRange" : "ReportSave";
  const post = (token: string) =>
    fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json; charset=utf-8", Authorization: `Bearer ${token}` },
      body: requestBody(source, formula, userOf(token)),
    });
  let response = await post(portal.token);
  if (response.status === 401 && portal.renew !== undefined) {
    await response.body?.cancel();
    response = await post(await portal.renew());
  }
  if (response.status === 200) return textOf(response);
  const text = await whole(textOf(response));
  throw new ApiRefused(response.status, `${response.status}: ${sentence(text) || response.statusText}`);
}

async function* textOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (chunk?: Uint8Array) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new AnswerUnreadable("is not a response document: it is not UTF-8.");
    }
  };
  let receivedBytes = 0;
  const reader = body?.getReader();
  try {
    for (;;) {
      const chunk = await reader?.read().catch((cause: unknown) => {
        throw new TransferCut(receivedBytes, cause);
      });
      if (chunk?.value === undefined) break;
      receivedBytes += chunk.value.byteLength;
      yield decoded(chunk.value);
    }
    yield decoded();
  } finally {
    // If the rest is not wanted, the API must learn it. After a cut there is nothing to cancel.
    await reader?.cancel().catch(() => {});
  }
}

async function whole(pieces: AsyncGenerator<string>): Promise<string> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.join("");
}

/** The sentence in an error's JSON, else the text itself. */
function sentence(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    const said = error ?? message;
    return typeof said === "string" ? said : text;
  } catch {
    return text.slice(0, 500);
  }
}
