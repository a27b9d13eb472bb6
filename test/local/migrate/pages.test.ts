import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const named = globSync("local/migrate/*.ts", { cwd: root }).flatMap((file) =>
  [...textOf(file).matchAll(/"(docs\/[^"]+)"/g)].map(([, page = ""]) => page),
);

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

it.each([...new Set(named)])("sends a person to a page and a heading that are there: %s", (page) => {
  const [file = "", anchor] = page.split("#");
  if (anchor === undefined) expect(anchorsOf(file)).not.toEqual([]);
  else expect(anchorsOf(file)).toContain(anchor);
});

it("finds the pages", () => expect(named.length).toBeGreaterThan(10));
