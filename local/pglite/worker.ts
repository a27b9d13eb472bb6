import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import type { FromWorker, ToWorker, WorkerData } from "./backend.ts";

/**
 * The thread that PGlite runs in. A statement blocks this thread from beginning to end, even while it only
 * waits, so another thread talks to the clients.
 */
if (parentPort === null) throw new Error("This file is a worker's.");
const port = parentPort;
const { folder, waiting, maxWaitingBytes }: WorkerData = workerData;
const send = (message: FromWorker) => port.postMessage(message);

const database = await PGlite.create(folder);
const { rows } = await database.query<{ name: string; setting: string }>(
  "SELECT name, setting FROM pg_settings WHERE name = ANY ($1)",
  [
    [
      "server_version",
      "server_encoding",
      "client_encoding",
      "DateStyle",
      "IntervalStyle",
      "TimeZone",
      "integer_datetimes",
      "standard_conforming_strings",
    ],
  ],
);
send({ kind: "ready", settings: Object.fromEntries(rows.map(({ name, setting }) => [name, setting])) });

port.on("message", (message: ToWorker) => {
  void (message.kind === "close" ? close() : run(message.bytes));
});

async function run(bytes: Uint8Array): Promise<void> {
  await database.execProtocolRawStream(bytes, {
    syncToFs: false,
    onRawData(part) {
      // The memory behind `part` is the database's own and changes after this call.
      const chunk = Uint8Array.from(part);
      Atomics.add(waiting, 0, chunk.length);
      port.postMessage({ kind: "chunk", chunk } satisfies FromWorker, [chunk.buffer]);
      for (let bytes = Atomics.load(waiting, 0); bytes > maxWaitingBytes; bytes = Atomics.load(waiting, 0))
        Atomics.wait(waiting, 0, bytes);
    },
  });
  send({ kind: "done", inTransaction: database.isInTransaction() });
}

async function close(): Promise<void> {
  await database.close();
  port.close();
}
