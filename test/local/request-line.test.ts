import { expect, it } from "vitest";
import { requestLine } from "../../local/request-line.ts";

const line = {
  message: "request",
  method: "POST",
  path: "/api/v1/sql",
  routine: "reports.x",
  status: 200,
  outcome: "answered",
  rows: 200,
  totalMs: 35,
  user: "mary",
};

it("says a request in a line", () => {
  expect(requestLine(JSON.stringify(line))).toBe("POST /api/v1/sql reports.x 200 200 rows 35 ms mary");
  const { routine: _, user: __, ...refused } = { ...line, outcome: "refused", status: 401, rows: 0 };
  expect(requestLine(JSON.stringify(refused))).toBe("POST /api/v1/sql 401 refused 0 rows 35 ms");
});

it.each(["{", "null", '"request"', '{"message":"save"}'])("takes %s for another line", (other) => {
  expect(requestLine(other)).toBeNull();
});
