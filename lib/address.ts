import { CfnOutput, Stack } from "aws-cdk-lib";
import { DomainName, EndpointAccessMode, type RestApi, SecurityPolicy } from "aws-cdk-lib/aws-apigateway";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { CfnRecordSet } from "aws-cdk-lib/aws-route53";
import type { Construct } from "constructs";
import type { StackSettings } from "./settings.ts";

/**
 * Gives the API its domain, if the settings name one, and prints the address that people write into the
 * portal. Where API Gateway's own address is closed and the stack makes no domain, it knows no address.
 * @returns the address
 */
export function address(scope: Construct, settings: StackSettings, api: RestApi): string | null {
  if (settings.domain !== null) ownDomain(scope, settings.domain, api);
  const value = baseUrl(settings, api);
  if (value === null) return null;
  new CfnOutput(scope, "BaseUrl", {
    value,
    description: "API root URL of the data connection in the Interject portal",
  });
  return value;
}

/** Without a slash at the end: what the portal puts behind it begins with one. */
function baseUrl(settings: StackSettings, api: RestApi): string | null {
  const { domain, privateEndpoints, defaultEndpoint, stageName } = settings;
  if (domain !== null) return `https://${domain.name}`;
  const { region, urlSuffix } = Stack.of(api);
  const path = `execute-api.${region}.${urlSuffix}/${stageName}`;
  // AWS: "Invoke a private API", a Route 53 alias, which needs no private DNS.
  if (privateEndpoints !== null) return `https://${api.restApiId}-${privateEndpoints[0]}.${path}`;
  return defaultEndpoint ? `https://${api.restApiId}.${path}` : null;
}

function ownDomain(scope: Construct, domain: NonNullable<StackSettings["domain"]>, api: RestApi): void {
  const made = new DomainName(scope, "Domain", {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, "Certificate", domain.certificate),
    // The API's own, which decides in any case (AWS: "Choose a security policy for your custom domain").
    securityPolicy: SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
    endpointAccessMode: EndpointAccessMode.STRICT,
  });
  made.addBasePathMapping(api);
  if (domain.hostedZone === undefined) {
    new CfnOutput(scope, "DomainTarget", {
      value: made.domainNameAliasDomainName,
      description: `What a CNAME record of ${domain.name} must name`,
    });
    return;
  }
  new CfnRecordSet(scope, "DomainRecord", {
    name: `${domain.name}.`,
    type: "A",
    hostedZoneId: domain.hostedZone,
    aliasTarget: {
      dnsName: made.domainNameAliasDomainName,
      hostedZoneId: made.domainNameAliasHostedZoneId,
    },
  });
}
