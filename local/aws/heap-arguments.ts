/**
 * The memory options with which Lambda starts Node 24: 90 % of the function's memory for objects that have
 * grown old and 5 % for each half of the young ones. If `NODE_OPTIONS` names either of them, Lambda gives
 * none, and V8 chooses the other. (From the script `/var/runtime/bootstrap` of the managed runtime; AWS
 * documents no part of it.)
 * @param nodeOptions the function's own variable
 */
export function heapArguments(memoryMb: number, nodeOptions = ""): string[] {
  if (/--max[-_](semi|old)[-_]space[-_]size/.test(nodeOptions)) return [];
  const part = (percent: number) => Math.floor((memoryMb * percent) / 100);
  return [`--max-semi-space-size=${part(5)}`, `--max-old-space-size=${part(90)}`];
}
