import { AnswerUnreadable } from "./answer-unreadable.ts";
import { isBlank, lengthOfValue, wholeCharacters } from "./json-extent.ts";

/**
 * Reads JSON (RFC 8259) while it arrives, value after value, and keeps no more than the value that is being
 * read. The caller walks through the document and takes each value in its turn:
 *
 *     for await (const name of reader.members())
 *       if (name === "Rows") for await (const _ of reader.items()) use(await reader.value());
 *       else await reader.value();
 *     await reader.end();
 *
 * Every method throws AnswerUnreadable where the text is not JSON, or not of the kind that the method reads.
 */
export class JsonReader {
  readonly #pieces: AsyncIterator<string>;
  readonly #where: string;
  #buffer = "";
  /** Everything before it has been read. */
  #at = 0;
  #begins = "";

  /** @param where names the text in the sentence of an error */
  constructor(pieces: AsyncIterator<string>, where: string) {
    this.#pieces = pieces;
    this.#where = where;
  }

  /** The character that the next value begins with; empty at the end. */
  async next(): Promise<string> {
    for (;;) {
      while (isBlank(this.#buffer.charCodeAt(this.#at))) this.#at++;
      if (this.#at < this.#buffer.length || !(await this.#more())) return this.#buffer.charAt(this.#at);
    }
  }

  /** The names of an object's members. Before asking for the next, take the value. */
  async *members(): AsyncGenerator<string> {
    await this.#take("{");
    if (await this.#takes("}")) return;
    do {
      if ((await this.next()) !== '"') throw this.#broken();
      const name = String(await this.value());
      await this.#take(":");
      yield name;
    } while (await this.#takes(","));
    await this.#take("}");
  }

  /** The positions of a list's items. Before asking for the next, take the value. */
  async *items(): AsyncGenerator<number> {
    await this.#take("[");
    if (await this.#takes("]")) return;
    let at = 0;
    do yield at++;
    while (await this.#takes(","));
    await this.#take("]");
  }

  /** The next value as a whole. */
  async value(): Promise<unknown> {
    await this.next();
    const scan = { from: 0, depth: 0, inText: false };
    let length = lengthOfValue(this.#buffer, this.#at, scan);
    while (length === null) {
      length = (await this.#more())
        ? lengthOfValue(this.#buffer, this.#at, scan)
        : this.#buffer.length - this.#at;
    }
    return this.#parsed(this.#taken(length));
  }

  /** The next value, which is a text, in pieces. A character of two code units may come in two of them. */
  async *text(): AsyncGenerator<string> {
    await this.#take('"');
    for (;;) {
      const { length, closed } = wholeCharacters(this.#buffer, this.#at);
      if (length > 0) yield String(this.#parsed(`"${this.#taken(length)}"`));
      if (closed) return this.#take('"');
      if (!(await this.#more())) throw this.#broken();
    }
  }

  /** Nothing but blanks may follow. */
  async end(): Promise<void> {
    if ((await this.next()) !== "") throw this.#broken();
  }

  async #takes(character: string): Promise<boolean> {
    if ((await this.next()) !== character) return false;
    this.#at++;
    return true;
  }

  async #take(character: string): Promise<void> {
    if (!(await this.#takes(character))) throw this.#broken();
  }

  #taken(length: number): string {
    const text = this.#buffer.slice(this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#pieces.next();
    if (done) return false;
    this.#buffer = this.#buffer.slice(this.#at) + value;
    this.#at = 0;
    if (this.#begins.length < 40) this.#begins = (this.#begins + value).trimStart().slice(0, 40);
    return true;
  }

  #parsed(json: string): unknown {
    try {
      return JSON.parse(json);
    } catch {
      throw this.#broken();
    }
  }

  #broken(): AnswerUnreadable {
    return AnswerUnreadable.notJson(this.#where, this.#begins);
  }
}
