import { type Formula, requestBody } from "./request.ts";
import { type AddinResult, AnswerUnreadable, readResponse } from "./response.ts";
import { userOf } from "./user.ts";

/** A data portal: where it points and who is signed in. */
export interface DataPortal {
  /** API root URL of the data connection. */
  readonly url: string;
  readonly token: string;
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
 * with `request-context.ts`, `save.ts`, `user.ts` and `xml.ts` for its parts; `response.ts` reads the answer;
 * `command/` is its command line.
 * @param path the data portal's Api Relative Url
 * @throws ApiRefused for a status other than 200, TransferCut, AnswerUnreadable, and TypeError of `fetch`
 * when nothing answers
 */
export async function send(portal: DataPortal, path: string, formula: Formula): Promise<AddinResult> {
  const url = `${portal.url.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  const source = formula.save === undefined ? "ReportRange" : "ReportSave";
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json; charset=utf-8", Authorization: `Bearer ${portal.token}` },
    body: requestBody(source, formula, userOf(portal.token)),
  });
  const text = await wholeText(response);
  if (response.status === 200) return readResponse(text);
  throw new ApiRefused(response.status, `${response.status}: ${sentence(text) || response.statusText}`);
}

async function wholeText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let receivedBytes = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      receivedBytes += chunk.byteLength;
    }
  } catch (cause) {
    throw new TransferCut(receivedBytes, cause);
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  } catch {
    throw new AnswerUnreadable("is not a response document: it is not UTF-8.");
  }
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
