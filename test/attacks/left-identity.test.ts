import { describe, expect, it, vi } from "vitest";
import { report } from "../../lambdas/data/report.ts";
import { mary } from "../support/data-function.ts";
import { pull } from "../support/pull.ts";
import { subjectOn } from "../support/sql/contract/subject.ts";
import { postgresServer } from "../support/sql/postgres.ts";
import { serverUrl } from "../support/sql/server.ts";

const url = serverUrl("TEST_POSTGRES_URL");

describe.skipIf(url === undefined)("on PostgreSQL (TEST_POSTGRES_URL names a server)", () => {
  const subject = subjectOn(() => postgresServer(url ?? ""));
  const stranger = { ...mary, userId: null };
  const saying = (statement: string) => {
    const own = report({
      parameters: {},
      run: async ({ sql }) => ({ columns: ["said"], rows: await sql().rows(statement) }),
    });
    return pull(own, {}, { connections: [subject.connection({ poolSize: 1 })], user: stranger });
  };
  const userId = "select current_setting('interject.user_id', true)";

  it.each([
    ["the session", "select set_config('interject.user_id', 'user-9', false)"],
    ["the transaction", "select set_config('interject.user_id', 'user-9', true)"],
  ])("an id that a routine set for %s is NULL to the next caller who has none", async (_, set) => {
    await saying("select 1");
    await saying(set);
    expect((await saying(userId)).tables[0]?.rows).toEqual([[null]]);
    expect((await saying(userId)).tables[0]?.rows).toEqual([[null]]);
    if (subject.server.cannotEnd !== null) return;
    // The server takes a moment to end the process of a connection that was replaced.
    await vi.waitFor(async () => expect(await subject.server.connections()).toHaveLength(1));
  });
});
