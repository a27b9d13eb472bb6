import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DataSettings } from "../settings/data.ts";
import { probeConnections } from "./sql/probe.ts";

/** Answers the event of {@link isProbe} with one JSON document, the connections in it. */
export async function answerProbe(settings: DataSettings, stream: Writable): Promise<void> {
  const connections = await probeConnections(settings.connections);
  await pipeline(Readable.from([JSON.stringify({ version: settings.version, connections })]), stream);
}
