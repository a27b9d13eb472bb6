import type { StackSettings } from "./settings.ts";

/** A sentence for each pair of settings that cannot both be as they are. None repeats a secret. */
export function contradictions(settings: StackSettings): string[] {
  return [
    ...waysIn(settings),
    ...canaries(settings),
    ...executions(settings),
    ...environments(settings),
    ...proxies(settings),
  ];
}

function* waysIn({ domain, privateEndpoints, defaultEndpoint, region }: StackSettings): Generator<string> {
  if (domain !== null && privateEndpoints !== null)
    yield "The settings domain and privateEndpoints exclude each other: the stack makes domains for the internet alone.";
  if (privateEndpoints !== null && !defaultEndpoint)
    yield "The setting defaultEndpoint must be true with privateEndpoints: the API would have no address.";
  const ofCertificate = domain?.certificate.split(":")[3];
  if (region !== null && ofCertificate !== undefined && ofCertificate !== region)
    yield `The setting domain.certificate is in ${ofCertificate}: a certificate of the API's own region, ${region}, is needed.`;
}

function* canaries({ canary, domain, privateEndpoints, defaultEndpoint }: StackSettings): Generator<string> {
  if (canary === null) return;
  if (privateEndpoints !== null)
    yield "The setting canary does not go with privateEndpoints: it pulls over the internet.";
  if (!defaultEndpoint && domain === null)
    yield "The setting canary needs domain or defaultEndpoint: it would know no address.";
}

function* executions(settings: StackSettings): Generator<string> {
  const { dataProvisionedConcurrency: ready, dataReservedConcurrency: most } = settings;
  if (ready !== null && most !== null && ready > most)
    yield `The setting dataProvisionedConcurrency keeps ${ready} executions ready, and dataReservedConcurrency allows ${most}.`;
  if (settings.gradualDeployment !== null && settings.alarms === "none")
    yield "The setting gradualDeployment needs alarms, which say when new code is to be taken back: set alarms to basic or all.";
}

/** Two environments of one name, account and region would be one stack. */
function* environments({ environments: named, stackName: usual }: StackSettings): Generator<string> {
  const places = new Map<string, string>();
  for (const [name, { account, region, stackName = usual }] of Object.entries(named)) {
    const place = `${account} ${region} ${stackName}`;
    const other = places.get(place);
    if (other !== undefined)
      yield `The environments ${other} and ${name} are one stack, ${stackName} in ${account} and ${region}: give one another stackName.`;
    places.set(place, name);
  }
}

function* proxies({ rdsProxies, connections, dataNetwork }: StackSettings): Generator<string> {
  const seen = new Set<string>();
  for (const { connection: name, instance, cluster } of rdsProxies) {
    const which = `The setting rdsProxies, for ${name},`;
    const connection = connections.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (connection === undefined) yield `${which} names a connection that is not there.`;
    else if (connection.iam === undefined) yield `${which} needs a connection that signs in with iam.`;
    else if (connection.iam.resourceId.startsWith("prx-"))
      yield `${which} needs the resource id of the database itself in iam, not that of another proxy.`;
    else if (connection.engine === "postgres" && connection.transaction === "routine")
      yield `${which} does not go with "transaction": "routine", which needs a connection to the server itself.`;
    if ((instance === undefined) === (cluster === undefined))
      yield `${which} needs instance or cluster, and not both.`;
    if (seen.has(name.toLowerCase())) yield `${which} stands there twice.`;
    seen.add(name.toLowerCase());
  }
  if (rdsProxies.length > 0 && (dataNetwork?.subnetIds.length ?? 0) < 2)
    yield "The setting rdsProxies needs dataNetwork with two subnets or more: AWS puts a proxy into two availability zones.";
}
