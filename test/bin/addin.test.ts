import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const rows = Array.from({ length: 100_000 }, (_, at) => [`row ${at}`]);
const document = (ErrorMessage: string) =>
  JSON.stringify({
    ErrorMessage,
    ReturnedDataList: [{ Data: JSON.stringify({ Columns: [{ ColumnName: "a" }], Rows: rows }) }],
  });
const server = createServer((request, response) =>
  response.end(document(request.url === "/fails" ? "Wrong." : "")),
);
let url: string;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function addin(...words: string[]) {
  const file = join(import.meta.dirname, "..", "..", "bin", "addin.ts");
  return spawn(process.execPath, [file, ...words, "--url", url, "--token", "t"], { stdio: "pipe" });
}

describe("the addin command", () => {
  it("prints all of a large table", async () => {
    const command = addin("pull", "x", "--csv");
    const [output, [code]] = await Promise.all([text(command.stdout), once(command, "close")]);
    expect(output.split("\n")).toHaveLength(100_002);
    expect(code).toBe(0);
  });

  it("ends without a word when its reader has seen enough", async () => {
    const command = addin("pull", "x", "--csv");
    command.stdout.once("data", () => command.stdout.destroy());
    const [complaint, [code]] = await Promise.all([text(command.stderr), once(command, "exit")]);
    expect(complaint).toBe("");
    expect(code).toBe(0);
  });

  it("exits with 1 when the report failed, with the message apart from the CSV", async () => {
    const command = addin("pull", "fails", "--csv");
    command.stdout.resume();
    const [complaint, [code]] = await Promise.all([text(command.stderr), once(command, "close")]);
    expect(complaint).toBe("Error: Wrong.\n");
    expect(code).toBe(1);
  });

  it("says in one sentence, without a stack trace, what is wrong with its arguments", async () => {
    const command = addin("pull");
    const [complaint, [code]] = await Promise.all([text(command.stderr), once(command, "exit")]);
    expect(complaint).toBe("pull needs a path, such as /api/v1/example/ReportRange.\n");
    expect(code).toBe(1);
  });
});
