import { readdirSync, readFileSync } from "node:fs";
import type { FunctionStats } from "../../local/aws/functions.ts";

/** A figure at the beginning and at the end: a median over a quarter of the time. */
export interface Used {
  readonly title: string;
  readonly first: string;
  readonly last: string;
}

interface Sample {
  readonly at: number;
  readonly emulatorMb: number;
  readonly descriptors: number | null;
  readonly functionMb: number | null;
}

/** Looks every two seconds at what this process and the functions' processes hold. */
export function resourcesOver(
  durationMs: number,
  stats: () => Readonly<Record<string, FunctionStats>>,
): { readonly end: () => readonly Used[] } {
  const begin = Date.now();
  const samples: Sample[] = [];
  const timer = setInterval(() => {
    const sizes = Object.values(stats())
      .flatMap(({ pids }) => pids)
      .map(residentMb)
      .filter((size) => size !== null);
    samples.push({
      at: Date.now() - begin,
      emulatorMb: process.memoryUsage.rss() / 1024 ** 2,
      descriptors: openDescriptors(),
      functionMb: sizes.length === 0 ? null : Math.max(...sizes),
    });
  }, 2_000);
  return {
    end() {
      clearInterval(timer);
      const quarter = (from: number, to: number, pick: (sample: Sample) => number | null) =>
        median(
          samples
            .filter(({ at }) => at >= from * durationMs && at < to * durationMs)
            .flatMap((sample) => pick(sample) ?? []),
        );
      const used = (title: string, pick: (sample: Sample) => number | null): Used => ({
        title,
        first: quarter(0, 0.25, pick),
        last: quarter(0.75, 1, pick),
      });
      return [
        used("Memory of the emulator and this program, MB", ({ emulatorMb }) => emulatorMb),
        used("Memory of the largest function process, MB", ({ functionMb }) => functionMb),
        used("Open descriptors of the emulator and this program", ({ descriptors }) => descriptors),
      ];
    },
  };
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? "–" : String(Math.round(middle));
}

/** Only Linux says it without another program; null elsewhere, and for a process that has just ended. */
function residentMb(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

function openDescriptors(): number | null {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return null;
  }
}
