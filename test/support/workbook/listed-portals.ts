import type { ListedPortal } from "./report-formula.ts";
import type { Tab } from "./tab.ts";

/** The data portals that the example workbook's first sheet lists, by their codes. */
export function listedPortals({ text }: Tab): ReadonlyMap<string, ListedPortal> {
  const portals = new Map<string, ListedPortal>();
  let row = 1;
  while (text(row, 1) !== "Data Portal Code") row++;
  for (row++; text(row, 1) !== ""; row++) {
    const parameters = text(row, 5)
      .split(", ")
      .filter((name) => name !== "");
    const isOutput = (name: string) => name.endsWith(" (output)");
    const bare = (name: string) => name.replace(" (output)", "");
    const command = text(row, 4);
    portals.set(text(row, 1), {
      path: text(row, 2),
      command: command === "" ? null : { text: command },
      parameters: parameters.map(bare),
      outputs: parameters.filter(isOutput).map(bare),
    });
  }
  return portals;
}
