import { parameterKey, returnErrorParameter } from "../../../interject/request/system-parameters.ts";
import type { Execution } from "./engine.ts";

const returnErrorKey = parameterKey(returnErrorParameter);

/** The text by which a routine says in an output parameter that it has failed (protocol section 4), or "". */
export function returnErrorOf(outputs: ReturnType<Execution["outputs"]>): string {
  const [, text] = [...outputs].find(([name]) => parameterKey(name) === returnErrorKey) ?? [];
  return text?.trim() ?? "";
}
