import { colDefItems, list, rowDefItems } from "./definition-items.ts";
import { parseDateTime } from "./parse-date.ts";
import { floatReader } from "./reader.ts";
import { findParameter, type InterjectRequest } from "./request.ts";
import { type SaveTable, saveElement } from "./save.ts";
import { type Refuse, readXml, type XmlElement } from "./xml.ts";

/**
 * `Interject_RequestContext` (protocol section 3): where in which workbook the formula stands, and who the user's
 * machine says they are. A text is null where its element is missing or empty. Nothing in it is trustworthy: only
 * the verified token says who the user is.
 */
export interface RequestContext {
  readonly ExcelVersion: string | null;
  /** The Addin's version. */
  readonly IdsVersion: string | null;
  readonly FileName: string | null;
  readonly FilePath: string | null;
  readonly TabName: string | null;
  /** Cell of the report formula. */
  readonly CellRange: string | null;
  /** Kind of the report formula. */
  readonly SourceFunction: string | null;
  /** Hours from UTC to the user's local time; 5.5 exists. */
  readonly UtcOffset: number | null;
  readonly ColDefItems: readonly ColDefItem[];
  readonly ResultDefItems: readonly ColDefItem[];
  /** From `RowDefItems2` where the Addin sends any (2.5 and later), else from `RowDefItems`. */
  readonly RowDefItems: readonly RowDefItem[];
  readonly UserContext: UserContext;
  /** Opaque. */
  readonly UserContextEncrypted: string | null;
  /** The table that a save sends; read it through `saveTable`, which knows the other place too. */
  readonly XMLDataToSave: SaveTable | null;
}

/** Where a formula of the sheet defines a column, or a result. */
export interface ColDefItem {
  /** Place in the sheet, counted from 1; null where an old Addin sends names alone. */
  readonly Row: number | null;
  readonly Column: number | null;
  readonly RowDef: boolean;
  readonly Name: string;
  /** What the `jColumnDef` formula holds, for example P, Y, V, S1 to S8, B; empty without one. */
  readonly Json: ReadonlyMap<string, string>;
}

/** A row of the sheet that results find by its keys. */
export interface RowDefItem {
  /** Row of the sheet, counted from 1; null where an old Addin sends names alone. */
  readonly Row: number | null;
  /** The Addin's own name for it (`R00001`), from version 2.5 on. */
  readonly RowDefName: string | null;
  /** At least one, by `Order`; a single one in the form before 2.5. */
  readonly ColKeys: readonly ColKey[];
  readonly Json: ReadonlyMap<string, string>;
}

/** One of the columns that tell a row of the sheet from the others. */
export interface ColKey {
  readonly Order: number;
  /** Column of the sheet, counted from 1. */
  readonly Column: number | null;
  /** The column's name, as results carry it. */
  readonly Name: string | null;
  /** The cell's text: what results for this row hold in that column. */
  readonly Value: string;
  readonly Json: ReadonlyMap<string, string>;
}

/** What the user's machine says about the user. */
export interface UserContext {
  readonly MachineLoginName: string | null;
  readonly MachineName: string | null;
  readonly FullName: string | null;
  readonly UserId: string | null;
  readonly ClientId: string | null;
  readonly LoginName: string | null;
  readonly LoginAuthTypeId: string | null;
  readonly LoginDateUtc: string | null;
  /** `LoginDateUtc` as a moment; null where it is empty or no date. */
  readonly LoginDate: Date | null;
  readonly UserRoles: readonly string[];
}

/** What the document's elements have said so far, by name. */
interface Draft {
  readonly texts: Map<string, string>;
  readonly userTexts: Map<string, string>;
  readonly roles: string[];
  utcOffset: number | null;
  readonly colDefItems: ColDefItem[];
  readonly resultDefItems: ColDefItem[];
  readonly rowDefItems: RowDefItem[];
  readonly rowDefItems2: RowDefItem[];
  save: SaveTable | null;
}

/**
 * Reads the request context, the table to save included. Without one (the data portal decides) it is empty.
 * @throws RequestInvalid `context` or `limit`, with the line and column
 */
export function requestContext(request: InterjectRequest): RequestContext {
  const draft: Draft = {
    texts: new Map(),
    userTexts: new Map(),
    roles: [],
    utcOffset: null,
    colDefItems: [],
    resultDefItems: [],
    rowDefItems: [],
    rowDefItems2: [],
    save: null,
  };
  const xml = findParameter(request, "Interject_RequestContext")?.InputValue ?? "";
  if (xml.trim() !== "") {
    readXml(xml, { reason: "context", title: "The request context" }, (refuse) => ({
      child: (name) => {
        if (name.toLowerCase() !== "requestcontext") refuse("must begin with the element RequestContext");
        return contextElement(draft, refuse);
      },
    }));
  }
  const text = (name: string) => draft.texts.get(name.toLowerCase()) ?? null;
  return {
    ExcelVersion: text("ExcelVersion"),
    IdsVersion: text("IdsVersion"),
    FileName: text("FileName"),
    FilePath: text("FilePath"),
    TabName: text("TabName"),
    CellRange: text("CellRange"),
    SourceFunction: text("SourceFunction"),
    UtcOffset: draft.utcOffset,
    ColDefItems: draft.colDefItems,
    ResultDefItems: draft.resultDefItems,
    RowDefItems: draft.rowDefItems2.length > 0 ? draft.rowDefItems2 : draft.rowDefItems,
    UserContext: userContext(draft),
    UserContextEncrypted: text("UserContextEncrypted"),
    XMLDataToSave: draft.save,
  };
}

function userContext({ userTexts, roles }: Draft): UserContext {
  const text = (name: string) => userTexts.get(name.toLowerCase()) ?? null;
  const loginDate = parseDateTime(text("LoginDateUtc") ?? "");
  return {
    MachineLoginName: text("MachineLoginName"),
    MachineName: text("MachineName"),
    FullName: text("FullName"),
    UserId: text("UserId"),
    ClientId: text("ClientId"),
    LoginName: text("LoginName"),
    LoginAuthTypeId: text("LoginAuthTypeId"),
    LoginDateUtc: text("LoginDateUtc"),
    LoginDate: loginDate === undefined ? null : new Date(`${loginDate}Z`),
    UserRoles: roles,
  };
}

function contextElement(draft: Draft, refuse: Refuse): XmlElement {
  return {
    child: (name) => {
      switch (name.toLowerCase()) {
        case "excelversion":
        case "idsversion":
        case "filename":
        case "filepath":
        case "tabname":
        case "cellrange":
        case "sourcefunction":
        case "usercontextencrypted":
          return textElement(draft.texts, name);
        case "utcoffset":
          return offsetElement(draft, refuse);
        case "coldefitems":
          return colDefItems(refuse, (item) => draft.colDefItems.push(item));
        case "resultdefitems":
          return colDefItems(refuse, (item) => draft.resultDefItems.push(item));
        case "rowdefitems":
          return rowDefItems(refuse, (item) => draft.rowDefItems.push(item));
        case "rowdefitems2":
          return rowDefItems(refuse, (item) => draft.rowDefItems2.push(item));
        case "usercontext":
          return userElement(draft);
        case "xmldatatosave":
          return saveElement(refuse, (table) => {
            draft.save = table;
          });
        default:
          return null;
      }
    },
  };
}

function userElement({ userTexts, roles }: Draft): XmlElement {
  return {
    child: (name) => {
      if (name.toLowerCase() !== "userroles") return textElement(userTexts, name);
      return list("role", () => ({
        end: (role) => {
          if (role !== "") roles.push(role);
        },
      }));
    },
  };
}

/** Keeps the element's text under its name in lower case, unless it is empty; what may stand inside it besides is passed over. */
function textElement(texts: Map<string, string>, name: string): XmlElement {
  return {
    child: () => null,
    end: (text) => {
      if (text !== "") texts.set(name.toLowerCase(), text);
    },
  };
}

const hours = floatReader("double");

function offsetElement(draft: Draft, refuse: Refuse): XmlElement {
  return {
    end: (text) => {
      if (text.trim() !== "")
        draft.utcOffset = hours.read(text) ?? refuse("has a UtcOffset that is no number");
    },
  };
}
