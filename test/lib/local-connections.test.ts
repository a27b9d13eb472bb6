import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localConnections } from "../../lib/local-connections.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "local-connections-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(join(directory, "local-connections.json"), text);
const url = "postgres://api:pa55word@db.example.com/sales";

describe("local-connections.json", () => {
  it("may be missing", () => {
    expect(localConnections(directory)).toBeNull();
  });

  it("names databases on any host, with a connection's defaults", () => {
    write(JSON.stringify([{ name: "Sales", engine: "postgres", url, routines: ["reports.*"] }]));
    expect(localConnections(directory)).toMatchObject([{ name: "Sales", url, statementSeconds: 170 }]);
  });

  it("is refused with a sentence for each mistake, none of which has a password", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sales-AbCdEf";
    write(JSON.stringify([{ name: "Sales", engine: "postgres", secret: arn }]));
    expect(() => localConnections(directory)).toThrow(
      "The setting connections.0 in local-connections.json is wrong: it needs a url, because nothing here",
    );
    write(JSON.stringify([{ name: "Sales", engine: "postgres", perClient: {} }]));
    expect(() => localConnections(directory)).toThrow("it needs a url");
    write(JSON.stringify([{ name: "a b", engine: "postgres", url, rutines: [] }]));
    expect(() => localConnections(directory)).toThrow(/name in local.*\n.*rutines.*did you mean routines\?/);
    write(`[{ "name": "Sales", "url": "${url}" `);
    expect(() => localConnections(directory)).toThrow(/^local-connections\.json is not JSON\.$/);
  });
});
