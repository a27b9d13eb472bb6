import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { screen } from "../../../local/command-line/screen.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}
const erase = "\r\u001B[K";

describe("what takes more than a second", () => {
  it("is said each second in a terminal, and taken away at its end", async () => {
    const notes = terminal(true);
    const { promise, resolve } = Promise.withResolvers<number>();
    const waited = screen(terminal(true), notes).during("Pulling", promise, () => "3 rows");
    await vi.advanceTimersByTimeAsync(900);
    expect(notes.written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1200);
    expect(notes.written).toEqual([`${erase}Pulling: 1 s, 3 rows\r`, `${erase}Pulling: 2 s, 3 rows\r`]);
    resolve(7);
    expect(await waited).toBe(7);
    expect(notes.written.at(-1)).toBe(erase);
    await vi.advanceTimersByTimeAsync(5000);
    expect(notes.written).toHaveLength(3);
  });

  it("makes room for a line that is printed", async () => {
    const both = terminal(true);
    const { print, during } = screen(both, both);
    const { promise, resolve } = Promise.withResolvers<void>();
    const waited = during("Starting", promise);
    await vi.advanceTimersByTimeAsync(1000);
    print("Making the demo data.");
    expect(both.written.slice(1)).toEqual([erase, "Making the demo data.\n"]);
    resolve();
    await waited;
  });

  it("is silent where the notes go to a file", async () => {
    const notes = terminal(false);
    const { promise, resolve } = Promise.withResolvers<void>();
    const waited = screen(terminal(true), notes).during("Pulling", promise);
    await vi.advanceTimersByTimeAsync(5000);
    resolve();
    await waited;
    expect(notes.written).toEqual([]);
  });

  it("takes its line away when it fails", async () => {
    const notes = terminal(true);
    const { promise, reject } = Promise.withResolvers<void>();
    const waited = screen(terminal(true), notes).during("Pulling", promise);
    await vi.advanceTimersByTimeAsync(1000);
    reject(new Error("cut"));
    await expect(waited).rejects.toThrow("cut");
    expect(notes.written.at(-1)).toBe(erase);
  });
});
