import * as v from "valibot";
import type { KeptPortal } from "../../addin/command/kept-portals.ts";
import { dataTypes } from "../../addin/request.ts";
import { post } from "./post.ts";

const Parameter = v.object({
  name: v.string(),
  kind: v.string(),
  expected: v.string(),
  allowed: v.nullable(v.array(v.string())),
  isOptional: v.boolean(),
});

const Route = v.object({
  method: v.picklist(["GET", "POST"]),
  path: v.string(),
  isPublic: v.boolean(),
  demands: v.record(v.string(), v.union([v.array(v.string()), v.string()])),
  kind: v.picklist(["plain", "report", "command"]),
  parameters: v.array(Parameter),
  save: v.nullable(v.array(Parameter)),
});

const About = v.object({
  apiUrl: v.string(),
  issuer: v.nullable(v.string()),
  faults: v.record(v.string(), v.string()),
  routes: v.array(Route),
});

const Connections = v.object({
  connections: v.array(
    v.object({
      connection: v.string(),
      client: v.nullable(v.string()),
      findings: v.array(v.object({ level: v.picklist(["ok", "warning", "error"]), text: v.string() })),
      routines: v.array(v.object({ name: v.string(), parameters: v.string() })),
    }),
  ),
});

const Portals = v.object({
  portals: v.array(
    v.object({
      code: v.string(),
      path: v.string(),
      command: v.nullable(
        v.object({
          type: v.picklist(["StoredProcedure", "TableDirect", "Text"]),
          text: v.string(),
          connection: v.nullable(v.string()),
        }),
      ),
      timeoutSeconds: v.nullable(v.number()),
      parameters: v.array(v.object({ name: v.string(), type: v.picklist(dataTypes), isOutput: v.boolean() })),
      system: v.array(v.string()),
    }),
  ),
});

/** A parameter as a form shows it. */
export type Parameter = v.InferOutput<typeof Parameter>;
export type Route = v.InferOutput<typeof Route>;
/** What the console's server says of the API. */
export type About = v.InferOutput<typeof About>;
export type Connection = v.InferOutput<typeof Connections>["connections"][number];

/** @throws Error with a sentence */
export async function about(): Promise<About> {
  return v.parse(About, await post("/about", {}));
}

/** Tries the API's connections; it takes as long as the databases do. @throws Error with a sentence */
export async function connections(): Promise<readonly Connection[]> {
  return v.parse(Connections, await post("/connections", {})).connections;
}

/** The data portals that the project keeps. @throws Error with a sentence for each mistake in their file */
export async function portals(): Promise<readonly KeptPortal[]> {
  return v.parse(Portals, await post("/portals", {})).portals;
}
