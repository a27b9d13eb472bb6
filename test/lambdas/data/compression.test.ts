import { expect, it } from "vitest";
import { gathered } from "../../../lambdas/data/compression.ts";
import { chunkBytes } from "../../../lambdas/interject/response/chunks.ts";

it("full chunks are compressed eight at a time, and go on with the first that was waited for", async () => {
  async function* chunks() {
    for (const bytes of [...Array<number>(19).fill(chunkBytes), 100, chunkBytes, chunkBytes]) {
      yield new Uint8Array(bytes);
    }
  }
  const sizes: number[] = [];
  for await (const { byteLength } of gathered(chunks())) sizes.push(byteLength);
  expect(sizes).toEqual([8 * chunkBytes, 8 * chunkBytes, 3 * chunkBytes + 100, 2 * chunkBytes]);
});
