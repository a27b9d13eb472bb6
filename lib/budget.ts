import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import type { Construct } from "constructs";
import { SettingInvalid } from "./setting-sources.ts";
import type { StackSettings } from "./settings.ts";

/**
 * A mail when a day of the account costs more than the setting says (AWS: "Creating a cost budget"). AWS
 * counts a day's cost some hours late, and for the account as a whole.
 * @throws SettingInvalid where nobody is named who could be mailed
 */
export function dailyBudget(scope: Construct, { dailyBudgetUsd, alarmEmail }: StackSettings): void {
  if (dailyBudgetUsd === null) return;
  if (alarmEmail === null)
    throw new SettingInvalid(
      "The setting dailyBudgetUsd needs alarmEmail: whom to mail; docs/settings.md describes both.",
    );
  new CfnBudget(scope, "DailyBudget", {
    budget: {
      budgetType: "COST",
      timeUnit: "DAILY",
      budgetLimit: { amount: dailyBudgetUsd, unit: "USD" },
    },
    notificationsWithSubscribers: [
      {
        notification: {
          notificationType: "ACTUAL",
          comparisonOperator: "GREATER_THAN",
          threshold: 100,
          thresholdType: "PERCENTAGE",
        },
        subscribers: [{ subscriptionType: "EMAIL", address: alarmEmail }],
      },
    ],
  });
}
