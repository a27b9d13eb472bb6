import type { Probe } from "../engine.ts";
import { canBeKilled, hasRight } from "./catalogue.ts";

/** The catalogue shows a user only the routines that the user may execute, alter or show. */
export const probe: Probe = {
  account: `
SELECT 'ok', CONCAT('Signed in as ', CURRENT_USER(), ' on ',
  IF(VERSION() LIKE '%MariaDB%', 'MariaDB ', 'MySQL '), VERSION(), '.')
UNION ALL
SELECT 'warning', CONCAT('The user ', CURRENT_USER(), ' has SUPER: it may read and change everything.')
FROM DUAL WHERE ${hasRight("SUPER")}`,
  routines: `
SELECT r.ROUTINE_SCHEMA, r.ROUTINE_NAME,
  COALESCE((SELECT GROUP_CONCAT(CONCAT_WS(' ', p.PARAMETER_MODE, p.PARAMETER_NAME, p.DTD_IDENTIFIER)
      ORDER BY p.ORDINAL_POSITION SEPARATOR ', ')
    FROM information_schema.PARAMETERS p
    WHERE p.SPECIFIC_SCHEMA = r.ROUTINE_SCHEMA AND p.SPECIFIC_NAME = r.SPECIFIC_NAME
      AND p.ROUTINE_TYPE = r.ROUTINE_TYPE AND p.ORDINAL_POSITION > 0), ''),
  1, ${canBeKilled}
FROM information_schema.ROUTINES r
ORDER BY r.ROUTINE_SCHEMA, r.ROUTINE_NAME`,
};
