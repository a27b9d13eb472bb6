/** A property that a driver gives its errors, and that TypeScript knows nothing of; undefined without it. */
export function errorProperty(error: unknown, name: string): unknown {
  return error instanceof Error ? Reflect.get(error, name) : undefined;
}
