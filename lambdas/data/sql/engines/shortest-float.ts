/**
 * The number with the fewest digits that is the same 32-bit float. Drivers widen a float to 64 bits, which turns 0.1
 * into 0.10000000149011612.
 */
export function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
