import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "migrate-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function migrate(...words: readonly string[]) {
  const child = spawn(process.execPath, [join(root, "bin/migrate.ts"), ...words], { cwd: folder });
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once("close", resolve)),
  ]);
  return { output, errors, code };
}

function fileOf(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** Stands in each place of a file where a secret can stand. */
const mark = "hunter2";

const appsettings = fileOf(
  "appsettings.json",
  `\uFEFF{
  // ours
  "ConnectionStrings": {
    "Sales_ACME": "Server=sql1.example.com;Database=sales;User Id=api;Password=${mark}-1",
    "Sales_GLOBEX": "Server=sql1\\\\PROD;Database=sales;User Id=${mark};Password='${mark};2';Integrated Security=SSPI",
    "Docs_ACME": "mongodb://api:${mark}@docs.example.com/a",
    "Odd_ACME": "Password=${mark};Server=\${${mark}}",
    "Bare_ACME": "${mark}",
  },
  "Authority": "https://api:${mark}@login.example.com",
  "Ldap": { "Password": "${mark}" },
}`,
);

describe("npm run migrate", () => {
  it("prints settings, commands and what is left to do, and nothing that is secret", async () => {
    const { output, errors, code } = await migrate(appsettings);
    expect({ errors, code }).toEqual({ errors: "", code: 0 });
    expect(output).toContain('"clients": [');
    expect(output).toContain(
      'aws secretsmanager create-secret --name interject/Sales/ACME --secret-string "file://../secrets/interject.Sales.ACME.json"',
    );
    expect(output).toContain("Sales_GLOBEX signs in as a Windows user");
    expect(output).toContain("Docs_ACME: MongoDB is not supported");
    expect(output).not.toContain(mark);
  });

  it("shows what a hostile name would do to a terminal, instead of doing it", async () => {
    const strings = {
      "A_\u001b[2J\u009b2J\u202e\n- All moved.\u{e0001}": "Server=s;Database=d;Integrated Security=True",
    };
    const { output } = await migrate(fileOf("hostile.json", JSON.stringify({ ConnectionStrings: strings })));
    expect(output.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const printed = output.slice(output.indexOf("{"), output.indexOf("\n}\n") + 2);
    expect(JSON.parse(printed).clients).toEqual(["\u001b[2J\u009b2J\u202e\n- All moved.\u{e0001}"]);
    expect(output).not.toMatch(/^- All moved/m);
  });

  it("writes the passwords only where it is told to, for their owner alone", async () => {
    const { output } = await migrate(appsettings, "--write-secrets", "secrets");
    expect(output).not.toContain(mark);
    expect(output).toContain('"file://secrets/interject.Sales.ACME.json"');
    expect(readdirSync(join(folder, "secrets")).toSorted()).toEqual([
      "interject.Sales.ACME.json",
      "interject.Sales.GLOBEX.json",
    ]);
    const file = join(folder, "secrets", "interject.Sales.ACME.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ username: "api", password: `${mark}-1` });
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("overwrites nothing, and writes no secret into this project or into a folder of a strange name", async () => {
    writeFileSync(join(folder, "taken"), "");
    expect((await migrate(appsettings, "--write-secrets", "taken")).errors).toContain("it is there already");
    expect((await migrate(appsettings, "--write-secrets", join(root, "secrets"))).errors).toContain(
      "within this project",
    );
    expect(existsSync(join(root, "secrets"))).toBe(false);
    expect((await migrate(appsettings, "--write-secrets", "$(x)")).errors).toContain("takes a folder's name");
  });

  it("reads the Python API's files, and never runs them", async () => {
    const file = fileOf(
      "config.py",
      `open("ran.txt", "w")\nissuer = "https://login.example.com"\naudience = "api"\nCONNECTIONSTRINGS = {"Sales": "mysql://api:${mark}@db/sales"}\n`,
    );
    const { output, code } = await migrate(file);
    expect(code).toBe(0);
    expect(output).toContain('"engine": "mysql"');
    expect(output).not.toContain(mark);
    expect(existsSync(join(folder, "ran.txt"))).toBe(false);
  });

  it("reads scripts of procedures, also as SQL Server Management Studio writes them", async () => {
    const script = `CREATE PROCEDURE [interject].[aging] AS SELECT SUSER_SNAME() -- ${mark}`;
    const file = fileOf(
      "all.sql",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(script, "utf16le")]),
    );
    const { output } = await migrate(appsettings, file);
    expect(output).toContain('"interject.aging"');
    expect(output).toContain("all.sql asks SUSER_SNAME who is there");
    expect(output).not.toContain(mark);
  });

  it.each([
    [[], "Name one settings file"],
    [["appsettings.json", "config.py"], "Name one settings file"],
    [["missing.json"], "missing.json cannot be read: there is no such file."],
    [["."], "is none of the files that this command reads"],
    [
      [fileOf("broken.json", `{ "A": "${mark}" "${mark}" }`)],
      "broken.json cannot be read: it is not JSON at line 1",
    ],
    [[fileOf("other.py", `password = "${mark}"`)], "other.py cannot be read: it assigns none of issuer"],
    [["--write", "x"], "There is no option --write."],
  ])("ends with a sentence and 1 for %j", async (words, sentence) => {
    const { output, errors, code } = await migrate(...words);
    expect({ output, code }).toEqual({ output: "", code: 1 });
    expect(errors).toContain(sentence);
    expect(errors.trim().split("\n")).toHaveLength(1);
    expect(errors).not.toContain(mark);
  });

  it("shows its options", async () => {
    expect((await migrate("--help")).output).toContain("--write-secrets FOLDER");
  });
});
