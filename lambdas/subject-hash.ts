/** SHA-256 of `sub`, shortened: enough to follow one caller through the log without naming them. */
export function subjectHash(subject: string): string {
  // Not imported, because a function that writes no such line need not load it at its start.
  const { hash } = process.getBuiltinModule("node:crypto");
  return hash("sha256", subject).slice(0, 16);
}
