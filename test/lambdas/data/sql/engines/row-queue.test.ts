import { describe, expect, it } from "vitest";
import { SqlFailure } from "../../../../../lambdas/data/sql/engines/engine.ts";
import { RowQueue } from "../../../../../lambdas/data/sql/engines/row-queue.ts";

/** A queue, and how often its source was paused and resumed. */
function queueOf() {
  const asked = { pause: 0, resume: 0 };
  const queue = new RowQueue({ pause: () => asked.pause++, resume: () => asked.resume++ });
  return { queue, asked };
}

describe("rows between a driver and a reader", () => {
  it("come in the order and in the result sets in which they were pushed", async () => {
    const { queue } = queueOf();
    queue.addTable(["a"]);
    queue.addRow([1]);
    queue.addRow([2]);
    queue.addTable(["b"]);
    queue.end(null);
    expect(await queue.nextTable()).toEqual(["a"]);
    expect(await queue.nextRows()).toEqual([[1], [2]]);
    expect(await queue.nextRows()).toBeNull();
    expect(await queue.nextTable()).toEqual(["b"]);
    expect(await queue.nextRows()).toBeNull();
    expect(await queue.nextTable()).toBeNull();
  });

  it("are waited for", async () => {
    const { queue } = queueOf();
    const table = queue.nextTable();
    queue.addTable(["a"]);
    expect(await table).toEqual(["a"]);
    const rows = queue.nextRows();
    queue.addRow([1]);
    expect(await rows).toEqual([[1]]);
  });

  it("are passed over where nobody reads them", async () => {
    const { queue } = queueOf();
    queue.addTable(["a"]);
    queue.addRow([1]);
    queue.addTable(["b"]);
    expect(await queue.nextTable()).toEqual(["a"]);
    expect(await queue.nextTable()).toEqual(["b"]);
  });

  it("pause the driver once at 200 of them, and resume it once they are taken", async () => {
    const { queue, asked } = queueOf();
    queue.addTable(["a"]);
    await queue.nextTable();
    for (let row = 0; row < 199; row++) queue.addRow([row]);
    expect(asked).toEqual({ pause: 0, resume: 0 });
    for (let row = 0; row < 10; row++) queue.addRow([row]);
    expect(asked).toEqual({ pause: 1, resume: 0 });
    expect(await queue.nextRows()).toHaveLength(209);
    expect(asked).toEqual({ pause: 1, resume: 1 });
  });

  it("pause the driver at 256 KB of text and bytes", async () => {
    const { queue, asked } = queueOf();
    queue.addTable(["a", "b"]);
    queue.addRow(["x".repeat(128 * 1024), new Uint8Array(128 * 1024 - 1)]);
    expect(asked.pause).toBe(0);
    queue.addRow(["x", null]);
    expect(asked.pause).toBe(1);
  });

  it("pause the driver at 200 result sets without rows", async () => {
    const { queue, asked } = queueOf();
    for (let table = 0; table < 200; table++) queue.addTable([]);
    expect(asked).toEqual({ pause: 0, resume: 0 });
    queue.addTable([]);
    expect(asked).toEqual({ pause: 1, resume: 0 });
    await queue.nextTable();
    expect(asked).toEqual({ pause: 1, resume: 1 });
  });

  it("come before the failure that ends them", async () => {
    const { queue } = queueOf();
    queue.addTable(["a"]);
    queue.addRow([1]);
    queue.end(new SqlFailure("data", "broken"));
    expect(await queue.nextTable()).toEqual(["a"]);
    expect(await queue.nextRows()).toEqual([[1]]);
    await expect(queue.nextRows()).rejects.toThrow("broken");
    await queue.ended;
  });

  it("are whole where the result set had ended before the failure", async () => {
    const { queue } = queueOf();
    queue.addTable(["a"]);
    queue.addRow([1]);
    queue.endTable();
    queue.end(new SqlFailure("data", "broken"));
    expect(await queue.nextTable()).toEqual(["a"]);
    expect(await queue.nextRows()).toEqual([[1]]);
    expect(await queue.nextRows()).toBeNull();
    await expect(queue.nextTable()).rejects.toThrow("broken");
  });

  it("are dropped once the reader has left, and the driver is not held for them", async () => {
    const { queue, asked } = queueOf();
    queue.addTable(["a"]);
    for (let row = 0; row < 300; row++) queue.addRow([row]);
    queue.leave();
    for (let row = 0; row < 300; row++) queue.addRow([row]);
    expect(asked).toEqual({ pause: 1, resume: 1 });
    expect(queue.isClosed).toBe(true);
    expect(queue.isEnded).toBe(false);
    expect(await queue.nextRows()).toBeNull();
    expect(await queue.nextTable()).toBeNull();
  });
});
