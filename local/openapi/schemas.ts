import { dataTypes } from "../../lambdas/interject/request/request.ts";

const text = { type: "string" };
const textOrNull = { type: ["string", "null"] };

/** What a request may say of a parameter beside its name and value; the API answers the list again. */
const parameterProperties = {
  DataType: {
    type: "integer",
    description: `The place in this list, from 0 on: ${dataTypes.join(", ")}.`,
  },
  ExpectsOutput: { type: "boolean", description: "Whether it is an output parameter." },
  InFormula: { type: "boolean" },
  OutputValue: textOrNull,
  UserValidationMessage: {
    ...textOrNull,
    description: "What is wrong with the value, for the person in Excel.",
  },
  DefaultValue: textOrNull,
};

/** Interject's documents (protocol sections 3 and 4), as JSON Schema of OpenAPI 3.1. */
export const schemas = {
  Parameter: {
    type: "object",
    description: "A formula or system parameter. Every value travels as text.",
    required: ["Name"],
    properties: {
      Name: { ...text, description: "With or without its @, in any letter case." },
      InputValue: textOrNull,
      ...parameterProperties,
    },
  },
  InterjectRequest: {
    type: "object",
    description: "One pull or save. Property names count in any letter case.",
    properties: {
      DataPortalName: { ...textOrNull, description: "The data portal's code." },
      RequestParameterList: {
        type: ["array", "null"],
        maxItems: 1000,
        items: { $ref: "#/components/schemas/Parameter" },
      },
      PassThroughCommand: {
        oneOf: [{ $ref: "#/components/schemas/PassThroughCommand" }, { type: "null" }],
      },
      SupplementalData: { type: ["object", "null"], additionalProperties: textOrNull },
    },
  },
  PassThroughCommand: {
    type: "object",
    description: "What a data portal's command type and command text say; reports do not read it.",
    required: ["CommandText"],
    properties: {
      ConnectionStringName: {
        ...text,
        description: "A connection of the API's settings; empty is the only one.",
      },
      CommandType: {
        type: "integer",
        enum: [0, 1, 2, 3],
        description: "0 or 1 is a stored procedure, 2 a table, 3 a statement.",
      },
      CommandText: { ...text, description: "Such as reports.customer_aging." },
      CommandTimeout: { type: "integer", description: "In seconds; 0 is the connection's own." },
    },
  },
  InterjectResponse: {
    type: "object",
    description: "The answer to a pull or save, and to a request that is refused.",
    required: ["ReturnedDataList", "UserMessage", "ErrorMessage", "RequestParameterList", "SupplementalData"],
    properties: {
      ReturnedDataList: { type: "array", items: { $ref: "#/components/schemas/ReturnedTable" } },
      UserMessage: { ...text, description: "Pops up as a message box; empty is none." },
      ErrorMessage: { ...text, description: "Why the formula has failed; empty where it has not." },
      RequestParameterList: { type: "array", items: { $ref: "#/components/schemas/Parameter" } },
      SupplementalData: { type: "object", additionalProperties: textOrNull },
      error: { ...text, description: "Of a refused request: the text of ErrorMessage." },
    },
  },
  ReturnedTable: {
    type: "object",
    required: ["Data", "DataFormat", "SchemaFormat"],
    properties: {
      Data: {
        ...text,
        contentMediaType: "application/json",
        description: "JSON within the text, with TableName, Columns and Rows.",
      },
      DataFormat: { type: "integer" },
      SchemaFormat: { type: "integer" },
      Schema: textOrNull,
    },
  },
};
