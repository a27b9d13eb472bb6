import { ArnFormat, Fn, Stack } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnDBProxy, CfnDBProxyTargetGroup } from "aws-cdk-lib/aws-rds";
import type { Construct } from "constructs";
import type { StackSettings } from "./settings.ts";

type Connection = StackSettings["connections"][number];

/**
 * Makes the proxies of Amazon RDS that the settings ask for, and sends their connections through them. A
 * proxy signs in to the database as the data function does, with a token of AWS and no secret (AWS:
 * "Configuring IAM authentication for RDS Proxy", end-to-end).
 * @returns all connections; those with a proxy have its address and its resource id
 */
export function throughProxies(scope: Construct, settings: StackSettings): Connection[] {
  return settings.connections.map((connection) => {
    const wanted = settings.rdsProxies.find(
      (proxy) => proxy.connection.toLowerCase() === connection.name.toLowerCase(),
    );
    return wanted === undefined ? connection : throughProxy(scope, settings, connection, wanted);
  });
}

function throughProxy(
  scope: Construct,
  { stackName, dataNetwork }: StackSettings,
  connection: Connection,
  { instance, cluster }: StackSettings["rdsProxies"][number],
): Connection {
  const { name, engine, iam, port: _, ...rest } = connection;
  // `contradictions.ts` has said so before.
  if (iam === undefined || dataNetwork === null) throw new Error(`${name} cannot have a proxy.`);
  const role = new Role(scope, `ProxyRole-${name}`, {
    assumedBy: new ServicePrincipal("rds.amazonaws.com"),
    inlinePolicies: { SignIn: new PolicyDocument({ statements: [signIn(scope, iam)] }) },
  });
  const proxy = new CfnDBProxy(scope, `Proxy-${name}`, {
    dbProxyName: proxyName(stackName, name),
    engineFamily: engine === "mysql" ? "MYSQL" : "POSTGRESQL",
    defaultAuthScheme: "IAM_AUTH",
    requireTls: true,
    roleArn: role.roleArn,
    vpcSubnetIds: [...dataNetwork.subnetIds],
    vpcSecurityGroupIds: [...dataNetwork.securityGroupIds],
  });
  new CfnDBProxyTargetGroup(scope, `ProxyTarget-${name}`, {
    dbProxyName: proxy.ref,
    targetGroupName: "default",
    ...(instance === undefined ? {} : { dbInstanceIdentifiers: [instance] }),
    ...(cluster === undefined ? {} : { dbClusterIdentifiers: [cluster] }),
  });
  return {
    ...rest,
    name,
    engine,
    host: proxy.attrEndpoint,
    // `arn:aws:rds:eu-west-1:123456789012:db-proxy:prx-0a1b`. A proxy listens at the engine's usual port.
    iam: { ...iam, resourceId: Fn.select(6, Fn.split(":", proxy.attrDbProxyArn)) },
  };
}

function signIn(scope: Construct, { resourceId, user }: NonNullable<Connection["iam"]>): PolicyStatement {
  const database = Stack.of(scope).formatArn({
    service: "rds-db",
    resource: "dbuser",
    resourceName: `${resourceId}/${user}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new PolicyStatement({ actions: ["rds-db:connect"], resources: [database] });
}

/** Letters, digits and single hyphens, at most 63 (AWS: "CreateDBProxy"). */
function proxyName(stackName: string, connection: string): string {
  return `${stackName.slice(-40)}-${connection.slice(-20)}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-$/g, "");
}
