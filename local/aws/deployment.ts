/**
 * The synthesised stack as the emulator sees it: only what `cdk deploy` would send. `template.ts` reads it,
 * `gateway.ts` serves it.
 */
export interface Deployment {
  readonly stage: string;
  readonly resources: readonly GatewayResource[];
  readonly responses: ReadonlyMap<string, GatewayResponse>;
  /** By logical id. */
  readonly functions: ReadonlyMap<string, FunctionConfig>;
}

export interface GatewayResource {
  /** `/api/v1/status`, `/{proxy+}`. */
  readonly path: string;
  /** By HTTP method, or `ANY`. */
  readonly methods: ReadonlyMap<string, GatewayMethod>;
}

export interface GatewayMethod {
  /** Null for a method that anyone may call. */
  readonly authorizer: GatewayAuthorizer | null;
  readonly integration: LambdaIntegration | MockIntegration;
}

export interface GatewayAuthorizer {
  readonly functionId: string;
  /** Header names, in lower case. */
  readonly identityHeaders: readonly string[];
  readonly ttlSeconds: number;
}

export interface LambdaIntegration {
  readonly type: "lambda";
  readonly functionId: string;
  readonly streams: boolean;
  readonly timeoutMs: number;
}

export interface MockIntegration {
  readonly type: "mock";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GatewayResponse {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly template: string | null;
}

export interface FunctionConfig {
  readonly id: string;
  /** Folder of the bundle. */
  readonly directory: string;
  /** `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}
