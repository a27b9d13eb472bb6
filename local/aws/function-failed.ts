/** The function gave no answer; `too-large`: its event is larger than Lambda takes, and it was not asked. */
export class FunctionFailed extends Error {
  override readonly name = "FunctionFailed";
  readonly reason: "error" | "timeout" | "crash" | "too-large";

  constructor(reason: FunctionFailed["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}
