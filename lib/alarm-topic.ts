import { Aws } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";

/**
 * A topic that CloudWatch's alarms may publish to, mailed to `address`. By default a topic lets its own
 * account publish, but any policy, such as that of `enforceSSL`, replaces this (AWS re:Post: "Why didn't I
 * receive an SNS notification for my CloudWatch alarm trigger?"; AWS: "Example cases for Amazon SNS access
 * control").
 */
export function alarmTopic(scope: Construct, address: string): Topic {
  const topic = new Topic(scope, "Alarms", { enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: "AllowAlarms",
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  );
  topic.addSubscription(new EmailSubscription(address));
  return topic;
}
