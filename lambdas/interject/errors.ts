/**
 * What can go wrong with a request, told apart by who must act. `lambdas/data/problem.ts` alone decides what
 * each becomes on the wire. Every message is written for the person in Excel.
 */

/** One parameter that cannot be used, with the sentence to show beside it. */
export interface ParameterProblem {
  /** The parameter's name, without `@`. */
  readonly name: string;
  readonly message: string;
}

/**
 * The request itself is wrong, and its sender must change it.
 * - `body`: not an InterjectRequest (HTTP 400).
 * - `parameter`: a value does not fit; `parameters` says which (HTTP 200, `UserValidationMessage`).
 * - `context`, `save`: the XML in a system parameter is not what the Addin sends (HTTP 200, `ErrorMessage`).
 * - `limit`: more of something than this API reads (HTTP 200, `ErrorMessage`).
 */
export class RequestInvalid extends Error {
  override readonly name = "RequestInvalid";
  readonly reason: "body" | "parameter" | "context" | "save" | "limit";
  readonly parameters: readonly ParameterProblem[];

  constructor(
    reason: RequestInvalid["reason"],
    message: string,
    parameters: readonly ParameterProblem[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    this.parameters = parameters;
  }
}

/**
 * Thrown by a report to stop with a message box (`UserMessage`) and without an error mark: nothing is wrong.
 * Where it undoes a change, it becomes an error that says so.
 * @example if (invoices.length === 0) throw new UserNotice("Nothing is due in this period.");
 */
export class UserNotice extends Error {
  override readonly name = "UserNotice";
}

/**
 * Thrown by a report to fail with a sentence that the person in Excel is to read (`ErrorMessage`).
 * @example if (period.closed) throw new UserError(`${period.name} is closed. Choose an open period.`);
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
