import type { SentRequest } from "../../../../../support/tds/requests.ts";
import * as tokens from "../../../../../support/tds/tokens.ts";
import { bitN, intN, nvarchar } from "../../../../../support/tds/types.ts";

/** A routine as a test has it in its catalogue. */
export interface Described {
  /** `sys.objects.type`. */
  readonly type: "P" | "PC" | "FN" | "IF" | "TF";
  readonly schema?: string;
  readonly name: string;
  readonly parameters?: readonly DescribedParameter[];
}

export interface DescribedParameter {
  /** With its `@`. */
  readonly name: string;
  /** Base type, `max_length`, scale. */
  readonly of: readonly [base: string, maxLength: number, scale: number];
  readonly isOutput?: boolean;
  readonly table?: {
    readonly schema: string;
    readonly name: string;
    readonly columns: readonly (readonly [name: string, base: string, maxLength: number, scale: number])[];
  };
}

const text = nvarchar(128);
const number = intN(4);
const column = (name: string, type: tokens.TdsColumn["type"]) => ({ name, type });
const declared = [column("", text), column("max_length", number), column("scale", number)];
const parameterColumns = [
  column("", text),
  column("", text),
  column("name", text),
  column("name", text),
  column("is_output", bitN),
  column("is_table_type", bitN),
  column("", text),
  column("name", text),
  ...declared,
];
const tableColumns = [column("name", text), column("name", text), ...declared];

/** The catalogue's answer: a routine that is there, or two empty result sets. */
export function describe(routine: Described | null): Buffer[] {
  const { type = "P", schema = "dbo", name = "", parameters = [] } = routine ?? {};
  const head = [type, schema, name];
  const rows = parameters.map(({ name: parameter, of, isOutput = false, table }) => [
    ...head,
    parameter,
    isOutput,
    table !== undefined,
    table?.schema ?? "sys",
    table?.name ?? of[0],
    ...of,
  ]);
  const bare = [...head, null, null, null, null, null, null, null, null];
  const shown = routine === null ? [] : rows.length === 0 ? [bare] : rows;
  return [
    tokens.colMetadata(parameterColumns),
    ...shown.map((row) => tokens.row(parameterColumns, row)),
    tokens.doneInProc({ count: shown.length }),
    tokens.colMetadata(tableColumns),
    ...parameters.flatMap(({ name: parameter, table }) =>
      (table?.columns ?? []).map((of) => tokens.row(tableColumns, [parameter, ...of])),
    ),
    tokens.doneInProc({ count: 0 }),
    tokens.returnStatus(0),
    tokens.doneProc(),
  ];
}

/** Whether a request asks the catalogue. */
export function asksCatalogue(request: SentRequest): boolean {
  return request.kind === "rpc" && String(request.parameters[0]?.value).includes("sys.objects");
}
