import { describe, expect, it } from "vitest";
import { readPythonConfig, readPythonEnvironment } from "../../../local/migrate/python-config.ts";

describe("config.py", () => {
  it("gives issuer, audience, algorithms and connection strings", () => {
    const text = `
"""issuer = "https://not-this.example.com" """
import os
# domain where api runs
host = "127.0.0.1"
issuer = 'https://login.example.com'
audience: str = "https://login.example.com/resources"
algorithms =     ["RS256", "ES256",]
CONNECTIONSTRINGS = {
    'Sales': 'mssql+pyodbc://api:pw@sql1/sales',  # the old one
    "Hr": ("Server=sql1;"
           "Database=hr"),
}
def issuer_of(name):
    issuer = "https://nor-this.example.com"
    return issuer
`;
    expect(readPythonConfig(text)).toEqual({
      peer: "Python",
      issuer: "https://login.example.com",
      audiences: ["https://login.example.com/resources"],
      algorithms: ["RS256", "ES256"],
      connectionStrings: [
        { key: "Sales", text: "mssql+pyodbc://api:pw@sql1/sales" },
        { key: "Hr", text: "Server=sql1;Database=hr" },
      ],
      clientIdIsName: false,
      corsOrigins: [],
      findings: [],
    });
  });

  it("is not run: what it computes is told of, and the rest is read", () => {
    const text = `
issuer = os.environ.get("ISSUER", "https://fallback.example.com")
audience = f"{issuer}/resources"
CONNECTIONSTRINGS = { "Sales": open("secret.txt").read(), "Hr": "Server=a" "x" }
`;
    const { issuer, audiences, connectionStrings, findings } = readPythonConfig(text);
    expect({ issuer, audiences, connectionStrings }).toEqual({
      issuer: null,
      audiences: [],
      connectionStrings: [{ key: "Hr", text: "Server=ax" }],
    });
    expect(findings.map(({ kind, sentence }) => `${kind}: ${sentence.split(",")[0]}`)).toEqual([
      "cannot: The file computes issuer",
      "cannot: The file computes audience",
      "cannot: The file computes connectionstrings (Sales)",
    ]);
  });

  it.each([
    ["'a' + 'b'", "text"],
    ["b'bytes'", "bytes"],
    ["[x for x in names]", "a comprehension"],
    ["first or 'x'", "a choice"],
    ["{'a': 1}['a']", "an item"],
  ])("counts %s as computed: %s", (value) => {
    expect(readPythonConfig(`algorithms = ["RS256"]\nissuer = ${value}\n`).findings).toHaveLength(1);
  });

  it.each([
    [String.raw`'it\'s \x41\u0042\n\d\\'`, "it's AB\n\\d\\"],
    [String.raw`r"C:\new"`, String.raw`C:\new`],
    [`"""two\nlines"""`, "two\nlines"],
    [`"a # b"`, "a # b"],
    ["('https://login.example.com')", "https://login.example.com"],
  ])("reads the text %s", (written, value) => {
    expect(readPythonConfig(`issuer = ${written}`).issuer).toBe(value);
  });

  it("names what cannot move with it: a custom module, MongoDB", () => {
    const text =
      "CUSTOM_MODULE = 'my_functions'\nCONTROLLERS = {'MySQL': True, 'MongoDB': True, 'Pandas': False}\nissuer = 'x'";
    expect(readPythonConfig(text).findings.map(({ sentence }) => sentence)).toEqual([
      "The custom module my_functions is Python code: write its functions as reports.",
      "The controller MongoDB has no counterpart: write what it served as reports.",
    ]);
  });

  it.each(["print('Password=hunter2')", "", "'''", "((((", "issuer"])(
    "is no file of the Python API: %s",
    (text) => {
      expect(() => readPythonConfig(text)).toThrow(/^it assigns none of issuer, audience/);
    },
  );
});

describe(".env", () => {
  it("gives the same, with lists as Python or JSON writes them", () => {
    const text = `
ISSUER=https://login.example.com
AUDIENCE="api://sales"
ALGORITHMS=RS256,ES256
CONNECTIONSTRINGS='{"Sales": "Server=sql1;Password=a=b"}'
`;
    expect(readPythonEnvironment(text)).toMatchObject({
      issuer: "https://login.example.com",
      audiences: ["api://sales"],
      algorithms: ["RS256", "ES256"],
      connectionStrings: [{ key: "Sales", text: "Server=sql1;Password=a=b" }],
    });
  });
});
