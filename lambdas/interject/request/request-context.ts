import { type ColDefItem, colDefItems, type RowDefItem, rowDefItems } from "./definition-items.ts";
import {
  type IdentityPlaces,
  type IdentityWatch,
  refuseElsewhere,
  watchIdentity,
} from "./identity-elements.ts";
import { floatReader } from "./reader.ts";
import { findParameter, type InterjectRequest } from "./request.ts";
import { type SaveTable, saveElement } from "./save.ts";
import { sentColDefItems, sentRowDefItems } from "./sent-definitions.ts";
import { type UserContext, userContextReader } from "./user-context.ts";
import { type Refuse, readXml, type XmlAttributes, type XmlElement } from "./xml.ts";
import { textElement } from "./xml-elements.ts";

/**
 * `Interject_RequestContext` (protocol section 3): in which workbook and where the formula stands, and what
 * the user's machine says about the user. A text is null where its element is missing or empty. Trust nothing
 * here: only the verified token says who the user is.
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
  /**
   * Here, else from `Interject_ColDefItems`.
   * @throws RequestInvalid `context` where that is asked for and cannot be read
   */
  readonly ColDefItems: readonly ColDefItem[];
  readonly ResultDefItems: readonly ColDefItem[];
  /**
   * From `RowDefItems2` where the Addin sends any (2.5 and later), else from `RowDefItems`, else from the
   * parameter `Interject_RowDefItems`.
   * @throws RequestInvalid `context` where that is asked for and cannot be read
   */
  readonly RowDefItems: readonly RowDefItem[];
  readonly UserContext: UserContext;
  /** Opaque. */
  readonly UserContextEncrypted: string | null;
  /** The table that a save sends; read it through `saveTable`, which knows the other place too. */
  readonly XMLDataToSave: SaveTable | null;
}

/** What the document's elements have said so far, by name. */
interface Draft {
  readonly texts: Map<string, string>;
  readonly user: ReturnType<typeof userContextReader>;
  utcOffset: number | null;
  readonly colDefItems: ColDefItem[];
  readonly resultDefItems: ColDefItem[];
  readonly rowDefItems: RowDefItem[];
  readonly rowDefItems2: RowDefItem[];
  save: SaveTable | null;
}

/** A request context, and where in its text it says who the user is. */
export interface ReadContext {
  readonly context: RequestContext;
  readonly identityPlaces: IdentityPlaces;
}

/**
 * Reads the request context with the table to save. It is empty where the data portal sends no request
 * context.
 * @throws RequestInvalid `context` or `limit`, with the line and column
 */
export function readRequestContext(request: InterjectRequest): ReadContext {
  const draft: Draft = {
    texts: new Map(),
    user: userContextReader(),
    utcOffset: null,
    colDefItems: [],
    resultDefItems: [],
    rowDefItems: [],
    rowDefItems2: [],
    save: null,
  };
  const xml = findParameter(request, "Interject_RequestContext")?.InputValue ?? "";
  let identityPlaces: IdentityPlaces = new Map();
  if (xml.trim() !== "") {
    const subject = { reason: "context", title: "The request context", passedOver: refuseElsewhere } as const;
    readXml(xml, subject, (refuse, place) => {
      const watch = watchIdentity(refuse, place);
      identityPlaces = watch.places;
      return {
        child: (name, attributes) => {
          if (name !== "RequestContext") refuse("must begin with the element RequestContext");
          refuseNamespace(attributes, refuse);
          return watch.root(contextElement(draft, watch, refuse));
        },
      };
    });
  }
  const text = (name: string) => draft.texts.get(name.toLowerCase()) ?? null;
  const own = draft.rowDefItems2.length > 0 ? draft.rowDefItems2 : draft.rowDefItems;
  const columns =
    draft.colDefItems.length > 0 ? () => draft.colDefItems : once(() => sentColDefItems(request));
  const rows = own.length > 0 ? () => own : once(() => sentRowDefItems(request));
  const context = {
    ExcelVersion: text("ExcelVersion"),
    IdsVersion: text("IdsVersion"),
    FileName: text("FileName"),
    FilePath: text("FilePath"),
    TabName: text("TabName"),
    CellRange: text("CellRange"),
    SourceFunction: text("SourceFunction"),
    UtcOffset: draft.utcOffset,
    // Definitions that are sent alone are read when a report asks for them: no other is refused for them.
    get ColDefItems() {
      return columns();
    },
    ResultDefItems: draft.resultDefItems,
    get RowDefItems() {
      return rows();
    },
    UserContext: draft.user.read(),
    UserContextEncrypted: text("UserContextEncrypted"),
    XMLDataToSave: draft.save,
  };
  return { context, identityPlaces };
}

function once<Value>(read: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}

/** Refuses a default namespace: in it, a routine would not find the elements by their names. */
function refuseNamespace(attributes: XmlAttributes, refuse: Refuse): void {
  if (attributes["xmlns"]) refuse("must not have a namespace");
}

function contextElement(draft: Draft, watch: IdentityWatch, refuse: Refuse): XmlElement {
  return {
    child: (name, attributes) => {
      switch (name.toLowerCase()) {
        case "excelversion":
        case "idsversion":
        case "filename":
        case "filepath":
        case "tabname":
        case "cellrange":
        case "sourcefunction":
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
          refuseNamespace(attributes, refuse);
          return watch.child("RequestContext", name, draft.user.element(watch));
        case "usercontextencrypted":
          return watch.child("RequestContext", name, textElement(draft.texts, name));
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

const hours = floatReader("double");

function offsetElement(draft: Draft, refuse: Refuse): XmlElement {
  return {
    end: (text) => {
      if (text.trim() !== "")
        draft.utcOffset = hours.read(text) ?? refuse("has a UtcOffset that is no number");
    },
  };
}
