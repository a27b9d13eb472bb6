import { type ParameterProblem, RequestInvalid, UserError, UserNotice } from "../interject/errors.ts";
import { CallerGone } from "./stop-signal.ts";

/** A request that is refused with an HTTP status before any report runs. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** What an error becomes before the response document has begun: an HTTP status and a text. */
export function httpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof RequestInvalid) return new HttpProblem(400, error.message);
  return new HttpProblem(500, "Something went wrong on the server. Tell your administrator the request id.");
}

/**
 * The body that tells a problem. Whatever the status, it is a response document at the same time (protocol
 * section 4): whoever sends an InterjectRequest gets an InterjectResponse, which says why in `ErrorMessage`.
 */
export function problemDocument({ message }: HttpProblem): Readonly<Record<string, unknown>> {
  return {
    error: message,
    ReturnedDataList: [],
    UserMessage: "",
    ErrorMessage: message,
    RequestParameterList: [],
    SupplementalData: {},
  };
}

/** What an error becomes inside a response document (HTTP 200, as the Addin expects of data errors). */
export interface DocumentProblem {
  readonly UserMessage: string;
  readonly ErrorMessage: string;
  /** Sentences to show beside parameters, as `UserValidationMessage`. */
  readonly parameters: readonly ParameterProblem[];
  /** False when the person in Excel is not told the cause: whoever runs the API must look into the log. */
  readonly expected: boolean;
}

/**
 * What an error of a report becomes in the response document.
 * @param reference the request's correlation id, which finds the error in the log
 */
export function documentProblem(error: unknown, reference: string): DocumentProblem {
  const nothing = { UserMessage: "", ErrorMessage: "", parameters: [], expected: true };
  if (error instanceof UserNotice) return { ...nothing, UserMessage: error.message };
  if (error instanceof UserError) return { ...nothing, ErrorMessage: error.message };
  if (error instanceof CallerGone) return nothing;
  if (error instanceof RequestInvalid) {
    return { ...nothing, ErrorMessage: error.message, parameters: error.parameters };
  }
  return {
    ...nothing,
    ErrorMessage: `The report failed on the server. Tell your administrator this reference: ${reference}`,
    expected: false,
  };
}
