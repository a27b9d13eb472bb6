-- The procedures of sqlserver.sql beside this file, in PostgreSQL's words. A function has rows and no
-- transactions of its own: it undoes with a block that catches errors, and its notice comes beside the rows.
create table api.northwind_customers (
  "CustomerID" text primary key, "CompanyName" text not null, "ContactName" text,
  "ContactTitle" text constraint known_title check ("ContactTitle" <> 'Nobody'), "City" text,
  "IsDeleted" boolean not null default false, "EditedBy" text, "UpdateTypeCode" text, "LastDateEdited" timestamp
);
insert into api.northwind_customers ("CustomerID", "CompanyName", "ContactName", "ContactTitle", "City") values
  ('BOTTM', 'Bottom-Dollar Markets', 'Elizabeth Lincoln', 'Manager', 'Tsawassen'),
  ('GREAL', 'Great Lakes Food Market', 'Howard Snyder', 'Manager', 'Eugene'),
  ('WHITC', 'White Clover Markets', 'Karl Jablonski', 'Owner', 'Seattle');
create table api.northwind_customers_history (
  "TransactionID" integer generated always as identity primary key, "CustomerID" text not null, "ContactName" text, "ContactNameOld" text,
  "EditedBy" text not null, "ActionType" text not null, "DateEdited" timestamp not null
);
create table api.northwind_account_credits (
  "CustomerID" text primary key, "CreditLimit" numeric(12, 2) not null constraint limit_not_below_0 check ("CreditLimit" >= 0),
  "AccountFreeze" boolean not null default false, "AccountNotes" text, "LastChangedBy" text, "LastChangedDate" timestamp
);
insert into api.northwind_account_credits ("CustomerID", "CreditLimit") values ('BOTTM', 100), ('GREAL', 200);
create table api.northwind_invoices ("InvoiceID" integer primary key, "CustomerID" text not null, "InvoiceDate" date not null, "InvoiceTotal" numeric not null, "IsPaid" boolean not null);
insert into api.northwind_invoices values
  (1, 'BOTTM', '1997-09-01', 10.5, false), (2, 'BOTTM', '1997-08-01', 20, false), (3, 'GREAL', '1997-05-01', 30, false), (4, 'GREAL', '1997-05-02', 40, true);

create function api."RequestContext_Parse"("Interject_RequestContext" text) returns table (
  "ExcelVersion" text, "TabName" text, "CellRange" text, "SourceFunction" text, "UtcOffset" numeric, "ColDefItemsDelimited" text,
  "RowDefItemsDelimited" text, "MachineLoginName" text, "Interject_UserID" text, "Interject_ClientID" text, "Interject_LoginName" text, "Interject_UserRolesDelimited" text
) language sql as $$
  -- The document calls itself utf-16, whatever it travels in.
  with context(doc) as (select regexp_replace("Interject_RequestContext", '^<\?xml[^>]*\?>', '')::xml)
  select c.*, (select string_agg(i.name, ',') from xmltable('/RequestContext/ColDefItems/Value' passing doc columns name text path 'Name') as i),
    (select string_agg(i.name || '|' || i.row, ',') from xmltable('/RequestContext/RowDefItems/Value' passing doc columns name text path 'Name', row text path '@Row') as i),
    u.*, (select string_agg(r.name, ',') from xmltable('/RequestContext/UserContext/UserRoles/Role' passing doc columns name text path '.') as r)
  from context, xmltable('/RequestContext' passing doc columns
      excel_version text path 'ExcelVersion', tab text path 'TabName', cell text path 'CellRange', source text path 'SourceFunction', utc_offset numeric path 'UtcOffset') as c,
    xmltable('/RequestContext/UserContext' passing doc columns
      machine text path 'MachineLoginName', user_id text path 'UserId', client_id text path 'ClientId', login text path 'LoginName') as u
$$;

-- The sheet's rows, in the columns that these saves send.
create function api.read_sent(context text) returns void language plpgsql as $$
begin
  drop table if exists sent;
  create temporary table sent on commit drop as
    select r.*, '' as message from xmltable('/RequestContext/XMLDataToSave/r' passing (regexp_replace(context, '^<\?xml[^>]*\?>', '')::xml) columns
      excel_row integer path 'Row', customer text path 'CustomerID', company text path 'CompanyName', contact text path 'ContactName', title text path 'ContactTitle',
      city text path 'City', deleted text path 'Delete', credit text path 'CreditLimit', frozen text path 'AccountFreeze', notes text path 'AccountNotes') as r;
end $$;

create function api."NorthwindEditingDataSaveSP"("Interject_RequestContext" text) returns table ("Row" integer, "MessageToUser" text) language plpgsql as $$
declare problem text := '';
begin
  perform api.read_sent("Interject_RequestContext");
  update sent set message = 'Duplicate key' where customer in (select customer from sent group by customer having count(*) > 1);
  if exists (select from sent where message <> '') then
    problem := 'There are errors in your input. Each row says which.';
  else
    begin
      with changed as (
        update api.northwind_customers t set "ContactName" = contact, "ContactTitle" = title from sent
        where t."CustomerID" = customer and (t."ContactName", t."ContactTitle") is distinct from (contact, title) returning excel_row
      )
      update sent set message = 'Updated!' from changed where changed.excel_row = sent.excel_row;
    exception when others then problem := sqlerrm;
    end;
  end if;
  if problem <> '' then raise notice 'UserNotice:%', problem; end if;
  return query select excel_row, message from sent order by 1;
end $$;

create function api."NorthwindInsertDeleteDataSaveSP"("Interject_RequestContext" text) returns table ("Row" integer, "MessageToUser" text) language plpgsql as $$
begin
  perform api.read_sent("Interject_RequestContext");
  update sent set message = case
      when t."CustomerID" is null then case when sent.deleted = 'yes' then '' else 'Inserted!' end
      when sent.deleted = 'yes' and not t."IsDeleted" then 'Deleted!' when t."IsDeleted" and sent.deleted is distinct from 'yes' then 'Added!'
      when sent.company = t."CompanyName" and sent.city = t."City" then '' else 'Updated!' end
    from sent s left join api.northwind_customers t on t."CustomerID" = s.customer where s.excel_row = sent.excel_row;
  insert into api.northwind_customers ("CustomerID", "CompanyName", "City", "IsDeleted")
    select customer, company, city, deleted is not distinct from 'yes' from sent where message <> ''
    on conflict ("CustomerID") do update set "CompanyName" = excluded."CompanyName", "City" = excluded."City", "IsDeleted" = excluded."IsDeleted";
  return query select excel_row, message from sent order by 1;
end $$;

create function api."NorthwindChangelogDataSaveSP"("Interject_RequestContext" text) returns table ("Row" integer, "MessageToUser" text) language plpgsql as $$
declare login text := (select "Interject_LoginName" from api."RequestContext_Parse"("Interject_RequestContext"));
begin
  perform api.read_sent("Interject_RequestContext");
  update sent set message = 'Updated!' from api.northwind_customers t where t."CustomerID" = customer and t."ContactName" is distinct from contact;
  insert into api.northwind_customers_history ("CustomerID", "ContactName", "ContactNameOld", "EditedBy", "ActionType", "DateEdited")
    select customer, contact, t."ContactName", login, 'UPDATE', now() at time zone 'utc' from sent join api.northwind_customers t on t."CustomerID" = customer where message <> '';
  update api.northwind_customers t set "ContactName" = contact, "EditedBy" = login, "UpdateTypeCode" = 'UPDATE', "LastDateEdited" = now() at time zone 'utc'
    from sent where t."CustomerID" = customer and message <> '';
  return query select excel_row, message from sent order by 1;
end $$;

-- A procedure has transactions of its own and, without a cursor, no rows.
create procedure api."Northwind_Credit_Save"("Interject_RequestContext" text, inout "Interject_ReturnError" text default null, "TestMode" boolean default false) language plpgsql as $$
declare login text := (select "MachineLoginName" from api."RequestContext_Parse"("Interject_RequestContext"));
begin
  "Interject_ReturnError" := '';
  perform api.read_sent("Interject_RequestContext");
  if exists (select from sent where frozen not in ('Yes', '')) then
    "Interject_ReturnError" := 'There are errors in your input. Each row says which.';
    return;
  end if;
  begin
    insert into api.northwind_account_credits
      select customer, credit::numeric, frozen is not distinct from 'Yes', notes, login, now() at time zone 'utc' from sent
      on conflict ("CustomerID") do update set "CreditLimit" = excluded."CreditLimit", "AccountFreeze" = excluded."AccountFreeze",
        "AccountNotes" = excluded."AccountNotes", "LastChangedBy" = excluded."LastChangedBy", "LastChangedDate" = excluded."LastChangedDate";
  exception when others then "Interject_ReturnError" := sqlerrm;
  end;
  if "TestMode" then rollback; else commit; end if;
end $$;

-- A type of its own, for columns of a table that is declared in place may not be called as the parameters are.
create type api.invoice_line as (
  "CustomerID" text, "CompanyName" text, "InvoiceID" integer, "InvoiceDate" date, "InvoiceTotal" numeric,
  "Current" numeric, "30Days" numeric, "60Days" numeric, "90Days" numeric, "PulledBy" text
);
create function api."Northwind_Invoices_Pull"("CompanyName" text, "CustomerID" text, "IncludePaid" text, "Interject_RequestContext" text)
returns setof api.invoice_line language plpgsql as $$
begin
  if length($1) > 40 then raise exception 'Usernotice:The company search text must not be more than 40 characters.'; end if;
  return query select c."CustomerID", c."CompanyName", i."InvoiceID", i."InvoiceDate", i."InvoiceTotal",
    case when days < 30 then i."InvoiceTotal" else 0 end, case when days between 30 and 59 then i."InvoiceTotal" else 0 end,
    case when days between 60 and 89 then i."InvoiceTotal" else 0 end, case when days >= 90 then i."InvoiceTotal" else 0 end,
    (select "Interject_LoginName" from api."RequestContext_Parse"($4))
  from api.northwind_invoices i join api.northwind_customers c on c."CustomerID" = i."CustomerID", lateral (select date '1997-09-15' - i."InvoiceDate" as days) age
  where c."CompanyName" ilike '%' || $1 || '%' and coalesce($2, '') in ('', c."CustomerID") and (not i."IsPaid" or $3 = 'Yes')
  order by 2, 4;
end $$;

create procedure api."CustomItems_Example"(
  "YearMonthToUpdate" text, "Interject_CommandExecute" boolean, out "Interject_CommandResult" text, out "Interject_CommandDescription" text,
  out "Interject_CommandStatus" text, "Interject_UserRoles" text default ''
) language plpgsql as $$
begin
  "Interject_CommandDescription" := 'Update Reporting Database';
  "Interject_CommandStatus" := format('Month ''%s'' was updated', to_char(now() - interval '1 month', 'YYYY-MM'));
  if not coalesce("Interject_CommandExecute", false) then return; end if;
  if "YearMonthToUpdate" !~ '^\d{4}-(0[1-9]|1[012])$' then
    raise exception 'The value entered ''%'' does not represent a valid date', "YearMonthToUpdate";
  end if;
  "Interject_CommandResult" := format('Updated month ''%s'' successfully', "YearMonthToUpdate");
  "Interject_CommandStatus" := format('Month ''%s'' was updated', "YearMonthToUpdate");
end $$;

grant select, insert, update, delete on all tables in schema api to public;
