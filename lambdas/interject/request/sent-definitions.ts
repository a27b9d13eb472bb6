import { type ColDefItem, colDefItems, type RowDefItem, rowDefItems } from "./definition-items.ts";
import { findParameter, type InterjectRequest } from "./request.ts";
import { type Refuse, readXml, type XmlElement } from "./xml.ts";

/**
 * The definitions that a data portal sends alone, in `Interject_ColDefItems` and `Interject_RowDefItems`, for
 * one that lists no request context (Interject: "Data Portals", "jColumnDef"). Their documents are not
 * published: they are read as the lists in the request context, under whatever root.
 */

/**
 * The column definitions; none where the data portal does not send them.
 * @throws RequestInvalid `context` or `limit`, with the line and column
 */
export function sentColDefItems(request: InterjectRequest): readonly ColDefItem[] {
  return readItems<ColDefItem>(request, "Interject_ColDefItems", colDefItems);
}

/**
 * The row definitions, with one key or several; none where the data portal does not send them.
 * @throws RequestInvalid `context` or `limit`, with the line and column
 */
export function sentRowDefItems(request: InterjectRequest): readonly RowDefItem[] {
  return readItems<RowDefItem>(request, "Interject_RowDefItems", rowDefItems);
}

function readItems<Item>(
  request: InterjectRequest,
  name: string,
  listOf: (refuse: Refuse, add: (item: Item) => void) => XmlElement,
): readonly Item[] {
  const xml = findParameter(request, name)?.InputValue ?? "";
  const items: Item[] = [];
  if (xml.trim() === "") return items;
  readXml(xml, { reason: "context", title: name }, (refuse) => {
    const list = listOf(refuse, (item) => items.push(item));
    const root: XmlElement = {
      child: (child, attributes) =>
        /DefItems2?$/i.test(child) ? list : (list.child?.(child, attributes) ?? null),
    };
    return { child: () => root };
  });
  return items;
}
