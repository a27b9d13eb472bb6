/** The function gave no answer. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
  readonly reason: "error" | "timeout" | "crash";

  constructor(reason: FunctionFailed["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}
