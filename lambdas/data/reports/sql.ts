import { report } from "../report.ts";

/** `POST /api/v1/sql`: runs the data portal's command on the connection that it names. */
export const sql = report({ parameters: {}, run: ({ passThrough }) => passThrough() });
