/**
 * The API answered, but with something that the Addin cannot read. The message ends a sentence that begins
 * with "The answer".
 */
export class AnswerUnreadable extends Error {
  override readonly name = "AnswerUnreadable";

  /** @param where names the text that is not whole JSON. @param begins its beginning, of any length */
  static notJson(where: string, begins: string): AnswerUnreadable {
    const shown = JSON.stringify(begins.trimStart().slice(0, 40));
    return new AnswerUnreadable(
      `is not a response document: ${where} is not whole JSON, and begins with ${shown}.`,
    );
  }
}
