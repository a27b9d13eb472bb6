import { expect, it } from "vitest";
import { briefReport, hasError, parseProbed, printedReport } from "../../../local/doctor/report.ts";

const probed = parseProbed(
  JSON.stringify({
    version: "1.2.3",
    connections: [
      {
        connection: "Sales",
        client: "ACME",
        findings: [{ level: "warning", text: "Look here." }],
        routines: [{ name: "api.\u001b[31mred", parameters: "a int" }],
      },
    ],
  }),
);

it("prints a part for each connection, and shows what a terminal would obey", () => {
  expect(printedReport([{ title: "Issuer x", findings: [{ level: "ok", text: "Fine." }] }], probed)).toBe(
    [
      "Issuer x",
      "  ok       Fine.",
      "",
      "Connection Sales of client ACME",
      "  WARNING  Look here.",
      "  Data portals can call:",
      "    api.\\u001b[31mred (a int)",
      "",
      "0 errors, 1 warnings.",
      "",
    ].join("\n"),
  );
});

it("fails for an error alone", () => {
  expect(hasError([], probed)).toBe(false);
  expect(hasError([{ title: "Issuer x", findings: [{ level: "error", text: "Gone." }] }], probed)).toBe(true);
});

it("says that the function is of another version", () => {
  for (const answer of ["{", "null", '{"message":"no"}']) {
    expect(() => parseProbed(answer)).toThrow("deploy this version of the API first");
  }
});

it("is brief in npm start: what is wrong with a connection, else how many routines it has", () => {
  expect(briefReport(probed)).toBe("Connection Sales of client ACME: WARNING Look here.");
  const [sales] = probed.connections;
  const good = { connection: "Demo", client: null, findings: [], routines: sales?.routines ?? [] };
  expect(briefReport({ ...probed, connections: [good] })).toBe(
    "Connection Demo: signed in; routines for data portals: 1.",
  );
  expect(briefReport({ ...probed, connections: [] })).toBe("");
});
