import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { restarted } from "../../local/restart.ts";

let project: string;
let end = async () => {};
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "restart-"));
});
afterEach(async () => {
  await end();
  rmSync(project, { recursive: true, force: true });
});

const change = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  writeFileSync(join(project, ".env"), "PORT=4000");
};

it("ends what runs before it starts the next", async () => {
  const events: string[] = [];
  let count = 0;
  const run = async (files: number) => {
    events.push(`run ${files}`);
    return async () => void events.push(`end ${files}`);
  };
  end = await restarted(
    project,
    () => ++count,
    run,
    () => {},
  );
  await change();
  await vi.waitFor(() => expect(events).toEqual(["run 1", "end 1", "run 2"]));
  await end();
  end = async () => {};
  expect(events.at(-1)).toBe("end 2");
});

it("leaves what runs alone when a file cannot be read, and says why", async () => {
  const lines: string[] = [];
  const ended = vi.fn(async () => {});
  const read = vi
    .fn(() => 1)
    .mockReturnValueOnce(1)
    .mockImplementationOnce(() => {
      throw new Error("local-connections.json is not JSON.");
    });
  end = await restarted(
    project,
    read,
    async () => ended,
    (line) => lines.push(line),
  );
  await change();
  await vi.waitFor(() =>
    expect(lines.join("\n")).toContain("local-connections.json is not JSON.\nNot started"),
  );
  expect(ended).not.toHaveBeenCalled();
});

it("tries again at the next change where a start has failed", async () => {
  const run = vi
    .fn(async () => async () => {})
    .mockResolvedValueOnce(async () => {})
    .mockRejectedValueOnce(new Error("Port 4000 is in use."));
  const print = vi.fn();
  end = await restarted(project, () => 1, run, print);
  await change();
  await vi.waitFor(() => expect(print).toHaveBeenCalledWith(expect.stringContaining("in use")));
  await change();
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(3));
});
