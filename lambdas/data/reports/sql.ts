import { UserError } from "../../interject/errors.ts";
import { report } from "../report.ts";

/** `POST /api/v1/sql`: this API has no database connections yet, and says so. */
export const sql = report({
  parameters: {},
  run: () => {
    throw new UserError(
      "This API has no database connection. Ask your administrator for a report of its own.",
    );
  },
});
