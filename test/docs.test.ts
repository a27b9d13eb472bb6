import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { refusalReasons } from "../lambdas/authorizer/refusal.ts";
import * as api from "../lambdas/data/api.ts";
import type { Report } from "../lambdas/data/report.ts";
import { routeTable } from "../lambdas/data/routes.ts";
import { ConnectionList } from "../lambdas/settings/connections.ts";
import { issuerPresets } from "../lambdas/settings/issuer-presets.ts";
import { IssuerList } from "../lambdas/settings/issuers.ts";
import { StackSettings } from "../lib/settings.ts";
import packageJson from "../package.json" with { type: "json" };
import { pull } from "./support/pull.ts";
import * as testing from "./testing.ts";

const root = join(import.meta.dirname, "..");
const pages = [...globSync("*.md", { cwd: root }), ...globSync("docs/*.md", { cwd: root })];
const textOf = (page: string) => readFileSync(join(root, page), "utf8");
/** The code blocks of a language, in order; those in lists are indented. */
const blocksOf = (page: string, language: string) =>
  [...textOf(page).matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, "gm"))].map(
    ([, block = ""]) => block,
  );

describe.each(pages)("%s", (page) => {
  it("links to files that are there", () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      ([, link = ""]) => link,
    );
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it("names npm scripts that are there", () => {
    const named = [...textOf(page).matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(named.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
  });
});

describe.each(pages.filter((page) => page.startsWith("docs")))("%s", (page) => {
  it("names files and folders that are there", () => {
    const named = [...textOf(page).matchAll(/`((?:bin|lib|lambdas|local|test|bench)\/[\w./-]*)`/g)];
    const paths = named.map(([, path = ""]) => path);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe.each(["README.md", "docs/reports.md"])("the report in %s", (page) => {
  it("runs as it stands there", async () => {
    const block = blocksOf(page, "ts").find((text) => text.includes("export const openInvoices"));
    const { openInvoices } = (await moduleOf(block ?? "")) as { openInvoices: Report };
    const { tables, errorMessage } = await pull(openInvoices, { parameters: { Year: "2026" } });
    expect(errorMessage).toBe("");
    expect(tables[0]).toMatchObject({
      columns: ["Company", "Year", "Owner"],
      rows: [[null, 2026, "mary@example.com"]],
    });
  });
});

/** A block of a page as a module, its imports those of a file in `reports/`. */
async function moduleOf(code: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "docs-test-"));
  try {
    const file = join(folder, "block.ts");
    writeFileSync(file, code.replaceAll('"#api"', JSON.stringify(join(root, packageJson.imports["#api"]))));
    return await import(/* @vite-ignore */ file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("docs/reports.md", () => {
  const page = textOf("docs/reports.md");

  it.each(Object.entries({ ...api, ...testing }).filter(([, value]) => typeof value === "function"))(
    "shows how %s is called",
    (name) => expect(page).toContain(`${name}(`),
  );

  it("names everything that #api and #testing export, types included", () => {
    for (const file of Object.values(packageJson.imports)) {
      const lists = [...textOf(file).matchAll(/^export (?:type )?\{([^}]*)\}/gm)];
      const names = lists.flatMap(([, list = ""]) => list.match(/\b(?!type\b)\w+/g) ?? []);
      expect(names.length).toBeGreaterThan(2);
      expect(names.filter((name) => !new RegExp(`[\`\\s]${name}\\b`).test(page))).toEqual([]);
    }
  });

  const modules = blocksOf("docs/reports.md", "ts").filter(
    (block) => block.includes("export const") && !block.includes('"./'),
  );
  it.each(modules)("shows a module that loads: %#", async (block) => {
    expect(Object.values((await moduleOf(block)) as object)).toHaveLength(1);
  });

  it("shows a save, which marks the rows that do not fit", async () => {
    const block = modules.find((text) => text.includes("export const saveRates"));
    const { saveRates } = (await moduleOf(block ?? "")) as { saveRates: Report };
    const { rows } = await testing.save(saveRates, [{ CustomerID: "ANC489", Rate: "much", Due: "46189" }]);
    expect(rows[0]).toMatchObject({ Row: "18", Status: expect.stringMatching(/^Rate: This must be/) });
  });

  it("shows a public report, which needs no user", async () => {
    const block = modules.find((text) => text.includes("export const holidays"));
    const { holidays } = (await moduleOf(block ?? "")) as { holidays: Report<null> };
    const { tables } = await testing.pullPublic(holidays, { parameters: { Year: "2026" } });
    expect(tables[0]?.rows).toEqual([["2026-01-01", "New Year"]]);
  });
});

describe("CHANGELOG.md", () => {
  it("has the version of package.json as its newest", () => {
    expect(/^## (\d[^ ]*) - \d{4}-\d\d-\d\d$/m.exec(textOf("CHANGELOG.md"))?.[1]).toBe(packageJson.version);
  });
});

describe.each(["docs/settings.md", "docs/deployment.md"])("%s", (page) => {
  it("shows settings that are accepted", () => {
    const all = blocksOf(page, "json").map((block): object => JSON.parse(block));
    // The one of IAM is no setting.
    const examples = all.filter((example) => !("Statement" in example));
    expect(examples.length).toBeGreaterThan(1);
    for (const settings of examples) expect(v.safeParse(StackSettings, settings).issues).toBeUndefined();
  });
});

describe("docs/token-refusals.md", () => {
  it("has a row for each reason, and for nothing else", () => {
    const rows = [...textOf("docs/token-refusals.md").matchAll(/^\| `([\w-]+)` \|/gm)].map(
      ([, reason]) => reason,
    );
    expect(rows.toSorted()).toEqual([...refusalReasons].toSorted());
  });
});

describe("the README's list of endpoints", () => {
  it("names every route of the project itself", () => {
    const text = textOf("README.md");
    for (const { path } of routeTable({ examples: true, own: [] })) {
      const name = path === "/" ? "GET /" : path.replace(/^\/api\/v1\/(?:example\/(?!protected))?/, "");
      expect(text).toContain(name);
    }
  });
});

describe("docs/databases.md", () => {
  it("shows connections that are accepted", () => {
    const connections = [...blocksOf("docs/databases.md", "json"), ...blocksOf("README.md", "json")].flatMap(
      (block): unknown[] => {
        const value = JSON.parse(block);
        if (Array.isArray(value)) return value;
        return value.connections ?? (value.engine === undefined ? [] : [value]);
      },
    );
    expect(connections).toHaveLength(5);
    for (const connection of connections)
      expect(v.safeParse(ConnectionList, [connection]).issues?.[0].message).toBeUndefined();
  });

  it("describes every field of a connection", () => {
    const page = textOf("docs/databases.md");
    const example = { name: "a", engine: "postgres", nothing: true };
    const known = [
      "name",
      "engine",
      "secret",
      "iam",
      "url",
      "host",
      "perClient",
      "perClientFrom",
      "perClientSecrets",
      "kmsKey",
      "tls",
      "poolSize",
    ];
    const more = ["clients", "statementSeconds", "routines", "tables", "allowText", "transaction"];
    expect(v.safeParse(ConnectionList, [example]).success).toBe(false);
    for (const field of [...known, ...more]) expect(page).toContain(`| \`${field}\``);
  });
});

describe("docs/identity-providers.md", () => {
  const entries = [
    ...textOf("docs/identity-providers.md").matchAll(/^\| [^|]+ \| `(\{.*"(?:provider|issuer)".*\})` \|$/gm),
  ].map(([, entry = ""]) =>
    JSON.parse(entry.replaceAll(/<([a-z ]+)>/gi, (_, word: string) => word.replaceAll(" ", "-"))),
  );

  it("shows entries that the settings accept", () => {
    for (const entry of entries) expect(v.safeParse(IssuerList, [entry]).issues?.[0].message).toBeUndefined();
  });

  it("shows every provider that is known by name", () => {
    const named = entries.flatMap(({ provider }) => provider ?? []);
    expect(named.toSorted()).toEqual(Object.keys(issuerPresets).toSorted());
  });
});
