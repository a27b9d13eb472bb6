import type { Probe } from "../engine.ts";

/**
 * `sys.objects` shows a user what the user has some right on (Microsoft: "Metadata Visibility
 * Configuration"). A security policy holds for every user, but who may alter it may end it.
 */
export const probe: Probe = {
  account: `
SELECT 'ok', CONCAT('Signed in as ', SUSER_SNAME(), ' on SQL Server ',
  CONVERT(nvarchar(128), SERVERPROPERTY('ProductVersion')), '.')
UNION ALL
SELECT 'warning', CONCAT('The user ', SUSER_SNAME(), ' is in the role ', r.name,
  ': it may read and change everything, and alter security policies.')
FROM (SELECT 'sysadmin' AS name WHERE IS_SRVROLEMEMBER('sysadmin') = 1
  UNION ALL SELECT 'db_owner' WHERE IS_MEMBER('db_owner') = 1) AS r`,
  routines: `
SELECT s.name, o.name,
  COALESCE(STUFF((SELECT CONCAT(', ', p.name, ' ', t.name, IIF(p.is_output = 1, ' OUTPUT', ''))
    FROM sys.parameters AS p JOIN sys.types AS t ON t.user_type_id = p.user_type_id
    WHERE p.object_id = o.object_id AND p.parameter_id > 0
    ORDER BY p.parameter_id FOR XML PATH('')), 1, 2, ''), ''),
  COALESCE(HAS_PERMS_BY_NAME(CONCAT(QUOTENAME(s.name), '.', QUOTENAME(o.name)), 'OBJECT',
    IIF(o.type IN ('IF', 'TF', 'FT'), 'SELECT', 'EXECUTE')), 0),
  1
FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE o.type IN ('P', 'PC', 'FN', 'FS', 'IF', 'TF', 'FT')
ORDER BY s.name, o.name`,
};
