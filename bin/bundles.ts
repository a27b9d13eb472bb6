import { join } from "node:path";
import { parseArgs } from "node:util";
import { rebundler } from "../lib/rebundle.ts";

// A process of npm start: makes the functions' bundles once more for each folder that it is sent. It is a
// process of its own so that a change in lib/ can begin with a new one.
const { engine } = parseArgs({ options: { engine: { type: "string", multiple: true, default: [] } } }).values;
const ready = rebundler(join(import.meta.dirname, ".."), process.env, engine);
process.on("message", (folder: string) => {
  ready
    .then(({ bundle }) => bundle(folder))
    .then(
      (routes) => process.send?.({ routes }),
      (error: unknown) => process.send?.({ problem: error instanceof Error ? error.message : String(error) }),
    );
});
process.once("disconnect", () => process.exit());
