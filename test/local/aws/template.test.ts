import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { DataSettings } from "../../../lambdas/settings/data.ts";
import { decodeSettings } from "../../../lambdas/settings/functions.ts";
import { readDeployment } from "../../../local/aws/template.ts";
import { synthesise } from "../../../local/synthesise.ts";

const directory = mkdtempSync(join(tmpdir(), "template-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What a deployment has on request, as far as the emulated AWS must read it. */
const settings = {
  INTERJECT_CLIENTS: '["ACME"]',
  INTERJECT_GRADUAL_DEPLOYMENT: "Canary10Percent5Minutes",
  INTERJECT_DATA_PROVISIONED_CONCURRENCY: "1",
  INTERJECT_ACCOUNT: "444455556666",
  INTERJECT_REGION: "eu-west-1",
  INTERJECT_WEB_ACL: "{}",
  INTERJECT_DOMAIN: JSON.stringify({
    name: "data.example.com",
    certificate: "arn:aws:acm:eu-west-1:444455556666:certificate/0f",
  }),
  INTERJECT_CONNECTIONS: JSON.stringify([
    {
      name: "Sales",
      engine: "postgres",
      iam: { user: "api", resourceId: "db-ABC" },
      host: "h",
      database: "d",
    },
  ]),
  INTERJECT_DATA_NETWORK: JSON.stringify({
    subnetIds: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"],
    securityGroupIds: ["sg-0b2c3d4e"],
  }),
  INTERJECT_RDS_PROXIES: '[{"connection":"Sales","instance":"sales"}]',
};

it("reads aliases as their functions, and a proxy as the connection's place", async () => {
  await synthesise(directory, settings);
  const { functions, resources } = readDeployment(directory);
  const ids = [...functions.keys()];
  const methods = resources.flatMap((resource) => [...resource.methods.values()]);
  const called = methods.flatMap(({ authorizer, integration }) => [
    ...(authorizer === null ? [] : [authorizer.functionId]),
    ...(integration.type === "lambda" ? [integration.functionId] : []),
  ]);
  expect([...new Set(called)].toSorted()).toEqual(ids.toSorted());
  expect(ids).toHaveLength(2);

  const data = [...functions].find(([id]) => id.startsWith("DataFunction"))?.[1];
  const { connections } = decodeSettings(DataSettings, data?.environment ?? {});
  expect(connections).toMatchObject([
    { name: "Sales", host: "ProxySales.Endpoint", iam: { user: "api", resourceId: "ProxySales" } },
  ]);
});
