import { describe, expect, it } from "vitest";
import type { Subject } from "./subject.ts";

/** Limits of time, of connections, and what is said when no connection can be made. */
export function limitsHold(subject: Subject): void {
  const { named, run, nothingRuns } = subject;

  describe("time and trouble", () => {
    it("ends a command at its limit, on the server too", async () => {
      const result = await run("slow", {
        parameters: { seconds: "30" },
        command: { text: named("slow"), timeoutSeconds: 1 },
      });
      expect(result.errorMessage).toContain("longer than it may (1 s)");
      await nothingRuns();
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it("caps the limit that a data portal asks for", async () => {
      const result = await run(
        "slow",
        { parameters: { seconds: "30" }, command: { text: named("slow"), timeoutSeconds: 900 } },
        { connection: { statementSeconds: 1 } },
      );
      expect(result.errorMessage).toContain("longer than it may (1 s)");
    });

    it("ends a command when its caller goes away", async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("gone")), 300);
      const result = await run("slow", { parameters: { seconds: "30" } }, { signal: controller.signal });
      expect(result.errorMessage).not.toBe("");
      await nothingRuns();
      expect((await run("whoami")).errorMessage).toBe("");
    });

    it("gives requests beyond the pool's size their turn", async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, () => run("slow", { parameters: { seconds: "0.1" } })),
      );
      expect(results.map(({ errorMessage }) => errorMessage)).toEqual(Array(8).fill(""));
      expect((await subject.server.connections()).length).toBeLessThanOrEqual(2);
    });

    it("with the wrong password is said without it", async ({ skip }) => {
      if (await subject.server.takesAnyPassword()) skip("this server takes any password");
      const url = new URL(subject.server.url);
      url.password = "wrong-password";
      const result = await run("whoami", {}, { connection: { url: url.href } });
      expect(result.errorMessage).toContain("does not let this API sign in");
      expect(result.text).not.toContain("wrong-password");
    });

    it("where nothing answers is said soon", async () => {
      const url = new URL(subject.server.url);
      url.port = "1";
      const result = await run("whoami", {}, { connection: { url: url.href } });
      expect(result.errorMessage).toContain("cannot be made");
    });
  });
}
