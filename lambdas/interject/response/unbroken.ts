/**
 * How long nothing may be sent. The gateway drops a stream that is silent for five minutes, an edge-optimised
 * one for 30 seconds (AWS: "Stream the integration response for your proxy integrations in API Gateway"), and
 * proxies on the way often after a minute.
 */
const silentMs = 20_000;

/**
 * Passes a document's chunks on, and sends something every 20 seconds while the next chunk is late.
 * @param begun gives what is there of the late chunk, at least a byte that changes nothing. It is called only
 * while the document waits for its source.
 */
export async function* unbroken(
  document: AsyncGenerator<Uint8Array>,
  begun: () => readonly Uint8Array[],
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const next = document.next();
      while (await isLate(next)) yield* begun();
      const { done, value } = await next;
      if (done === true) return;
      yield value;
    }
  } finally {
    await document.return(undefined);
  }
}

function isLate(next: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, silentMs, true);
    const inTime = () => {
      clearTimeout(timer);
      resolve(false);
    };
    next.then(inTime, inTime);
  });
}
