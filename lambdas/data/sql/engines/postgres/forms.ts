import type pg from "pg";
import { SqlFailure } from "../engine.ts";

/** The forms of texts that `cells.ts` reads, and in which what comes in is meant: settings by name. */
export const forms: ReadonlyMap<string, string> = new Map([
  ["DateStyle", "ISO, YMD"],
  ["IntervalStyle", "postgres"],
  ["bytea_output", "hex"],
  // A moment with a zone goes out in UTC, and what comes in without a zone is meant so, too.
  ["TimeZone", "UTC"],
]);

/** What becomes of the forms while routines run. */
export interface FormsWatch {
  /** The transaction has begun, and its forms are set. */
  readonly begin: () => void;
  /** False while a routine has left another zone than UTC: texts without a zone would be misread. */
  readonly isZoneKept: () => boolean;
  /** Brings the zone back to UTC, if a routine has left another. */
  readonly restoreZone: () => Promise<void>;
  /** @throws SqlFailure where a routine has changed a form in which its result would be misread */
  readonly refuseOthers: () => void;
}

/**
 * Watches the settings that the server reports when they change (PostgreSQL: "Message Flow", Asynchronous
 * Operations). It reports all forms but that of bytes, which `cells.ts` recognizes.
 */
export function watchForms(client: pg.Client, run: (text: string) => Promise<unknown>): FormsWatch {
  const others = new Set<string>();
  interface Report {
    readonly parameterName: string;
    readonly parameterValue: string;
  }
  client.connection.on("parameterStatus", ({ parameterName: name, parameterValue: value }: Report) => {
    if (forms.get(name) === value) others.delete(name);
    else if (forms.has(name)) others.add(name);
  });
  return {
    begin: () => others.clear(),
    isZoneKept: () => !others.has("TimeZone"),
    async restoreZone() {
      if (others.has("TimeZone")) await run("SET LOCAL timezone = 'UTC'");
    },
    refuseOthers() {
      // With another zone a moment has its offset, so that it is read right all the same.
      const [name] = [...others].filter((other) => other !== "TimeZone");
      if (name !== undefined) throw changedForm(name);
    },
  };
}

/** @param setting by its name in PostgreSQL */
export function changedForm(setting: string): SqlFailure {
  return new SqlFailure(
    "data",
    `the routine changes the setting ${setting}, so its result would be misread. Let it change the setting for itself alone: ALTER FUNCTION ... SET ${setting}.`,
  );
}
