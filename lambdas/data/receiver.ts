/** How long a receiver may take nothing of an answer. */
const takesNothingMs = 60_000;

/** Who takes an answer: Lambda, on behalf of the gateway and of the caller behind it. */
export interface Receiver extends Disposable {
  /** Passes chunks on as fast as the receiver takes them. */
  readonly through: (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;
}

/**
 * Watches whether an answer is taken. Lambda does not tell a function that its caller has gone (AWS:
 * "Response streaming for Lambda functions"), so bytes that nobody takes are all that a function can see.
 * @param choked called once when the receiver has taken nothing for a minute
 */
export function watchReceiver(choked: () => void): Receiver {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  const wait = () => {
    timer = setTimeout(choked, takesNothingMs);
  };
  return {
    async *through(source) {
      for await (const chunk of source) {
        // The generator goes on when the chunk has been taken; the time that the source takes does not count.
        wait();
        yield chunk;
        stop();
      }
      // The last bytes are taken when the stream has ended.
      wait();
    },
    [Symbol.dispose]: stop,
  };
}
