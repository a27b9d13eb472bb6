/** PostgreSQL's own limit for a first message. */
const maxStartupBytes = 10_000;
/** Far more than a saved sheet needs, far less than a process can hold. */
const maxMessageBytes = 256 * 1024 * 1024;

/** The bytes are not a message of this protocol. */
export class NotThisProtocol extends Error {
  override readonly name = "NotThisProtocol";
}

/** Cuts bytes as they arrive into messages. */
export class Incoming {
  #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /**
   * A connection's first message, its length in front.
   * @returns null while it is not complete
   * @throws NotThisProtocol
   */
  first(): Buffer | null {
    const length = this.#lengthAt(0);
    if (length === null) return null;
    if (length < 8 || length > maxStartupBytes)
      throw new NotThisProtocol("This is not PostgreSQL's protocol.");
    return this.#take(length);
  }

  /**
   * The next message, from its type on.
   * @returns null while it is not complete
   * @throws NotThisProtocol
   */
  next(): Buffer | null {
    const length = this.#lengthAt(1);
    if (length === null) return null;
    if (length < 4 || length > maxMessageBytes)
      throw new NotThisProtocol("A message has no possible length.");
    return this.#take(1 + length);
  }

  #lengthAt(offset: number): number | null {
    if (this.#length < offset + 4) return null;
    if ((this.#chunks[0]?.length ?? 0) < offset + 4) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.readInt32BE(offset) ?? null;
  }

  #take(length: number): Buffer | null {
    if (this.#length < length) return null;
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    if (all === undefined) return null;
    this.#chunks = all.length === length ? [] : [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }
}

/** Lets only whole messages through, so that a message of the front can follow when the database stops. */
export class WholeMessages {
  #rest: Buffer[] = [];
  #restLength = 0;
  /** How long the rest must be for its message to be complete. */
  #wanted = 5;

  /** @returns what is complete, possibly nothing */
  add(chunk: Buffer): Buffer {
    this.#rest.push(chunk);
    this.#restLength += chunk.length;
    if (this.#restLength < this.#wanted) return Buffer.alloc(0);
    const all = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest);
    let end = 0;
    let wanted = 5;
    while (end + 5 <= all.length) {
      wanted = 1 + all.readInt32BE(end + 1);
      if (end + wanted > all.length) break;
      end += wanted;
      wanted = 5;
    }
    this.#rest = end === all.length ? [] : [all.subarray(end)];
    this.#restLength = all.length - end;
    this.#wanted = wanted;
    return all.subarray(0, end);
  }
}
