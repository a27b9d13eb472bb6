/** The kinds of databases that a connection of the settings can name. */
export const engineNames = ["postgres", "mysql", "sqlserver"] as const;
export type EngineName = (typeof engineNames)[number];

/** The npm package of each engine's driver. The stack deploys the drivers of the engines in the settings alone. */
export const drivers: Readonly<Record<EngineName, string>> = {
  postgres: "pg",
  mysql: "mysql2",
  sqlserver: "tedious",
};

/** The engines that RDS lets users sign in to with an IAM token. */
export const iamEngines: readonly EngineName[] = ["postgres", "mysql"];
