import { type Formula, requestBody } from "./request.ts";
import { type AddinResult, readResponse } from "./response.ts";

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

/**
 * Pulls a report, or with `formula.save` saves a table, as the Addin does.
 * @param path the data portal's Api Relative Url
 * @throws ApiRefused for a status other than 200, TypeError of `fetch` when nothing answers or the transfer breaks off
 */
export async function send(portal: DataPortal, path: string, formula: Formula): Promise<AddinResult> {
  const url = `${portal.url.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json; charset=utf-8", Authorization: `Bearer ${portal.token}` },
    body: requestBody(formula.save === undefined ? "ReportRange" : "ReportSave", formula),
  });
  const text = await response.text();
  if (response.status !== 200) throw new ApiRefused(response.status, `${response.status}: ${sentence(text)}`);
  return readResponse(text);
}

/** The sentence in an error's JSON, else the text itself. */
function sentence(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: unknown; message?: unknown };
    return String(error ?? message ?? text);
  } catch {
    return text.slice(0, 500);
  }
}
