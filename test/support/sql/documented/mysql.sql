-- The procedures of sqlserver.sql beside this file, in the words of MySQL and MariaDB. `//` ends a statement.
create table northwind_customers (
  CustomerID char(5) not null primary key, CompanyName varchar(40) not null, ContactName varchar(30),
  ContactTitle varchar(30), City varchar(15), IsDeleted boolean not null default false, EditedBy varchar(100),
  UpdateTypeCode varchar(10), LastDateEdited datetime(6), constraint known_title check (ContactTitle <> 'Nobody')
)
//
insert into northwind_customers (CustomerID, CompanyName, ContactName, ContactTitle, City) values
  ('BOTTM', 'Bottom-Dollar Markets', 'Elizabeth Lincoln', 'Manager', 'Tsawassen'),
  ('GREAL', 'Great Lakes Food Market', 'Howard Snyder', 'Manager', 'Eugene'),
  ('WHITC', 'White Clover Markets', 'Karl Jablonski', 'Owner', 'Seattle')
//
create table northwind_customers_history (
  TransactionID int auto_increment primary key, CustomerID char(5) not null, ContactName varchar(30), ContactNameOld varchar(30),
  EditedBy varchar(100) not null, ActionType varchar(10) not null, DateEdited datetime(6) not null
)
//
create table northwind_account_credits (
  CustomerID char(5) not null primary key, CreditLimit decimal(12, 2) not null, AccountFreeze boolean not null default false,
  AccountNotes varchar(140), LastChangedBy varchar(100), LastChangedDate datetime(6), constraint limit_not_below_0 check (CreditLimit >= 0)
)
//
insert into northwind_account_credits (CustomerID, CreditLimit) values ('BOTTM', 100), ('GREAL', 200)
//
create table northwind_invoices (InvoiceID int primary key, CustomerID char(5) not null, InvoiceDate date not null, InvoiceTotal decimal(19, 4) not null, IsPaid boolean not null)
//
insert into northwind_invoices values
  (1, 'BOTTM', '1997-09-01', 10.5, false), (2, 'BOTTM', '1997-08-01', 20, false), (3, 'GREAL', '1997-05-01', 30, false), (4, 'GREAL', '1997-05-02', 40, true)
//
-- The names of all elements at a place, with commas between them: the server itself puts spaces.
create function context_list(context longtext, list varchar(20)) returns longtext deterministic
begin
  declare n int default 1;
  declare found longtext default null;
  declare total int default case list
    when 'roles' then extractvalue(context, 'count(/RequestContext/UserContext/UserRoles/Role)')
    when 'columns' then extractvalue(context, 'count(/RequestContext/ColDefItems/Value)')
    else extractvalue(context, 'count(/RequestContext/RowDefItems/Value)') end;
  while n <= total do
    set found = concat_ws(',', found, case list
      when 'roles' then extractvalue(context, '/RequestContext/UserContext/UserRoles/Role[$n]')
      when 'columns' then extractvalue(context, '/RequestContext/ColDefItems/Value[$n]/Name')
      else concat(extractvalue(context, '/RequestContext/RowDefItems/Value[$n]/Name'), '|', extractvalue(context, '/RequestContext/RowDefItems/Value[$n]/@Row')) end);
    set n = n + 1;
  end while;
  return found;
end
//
create procedure RequestContext_Parse(
  in Interject_RequestContext longtext, out ExcelVersion varchar(100), out TabName varchar(1000), out CellRange varchar(100),
  out SourceFunction varchar(100), out UtcOffset decimal(6, 4), out ColDefItemsDelimited longtext, out RowDefItemsDelimited longtext,
  out MachineLoginName varchar(100), out Interject_UserID varchar(100), out Interject_ClientID varchar(100),
  out Interject_LoginName varchar(100), out Interject_UserRolesDelimited longtext
)
begin
  set ExcelVersion = extractvalue(Interject_RequestContext, '/RequestContext/ExcelVersion');
  set TabName = extractvalue(Interject_RequestContext, '/RequestContext/TabName');
  set CellRange = extractvalue(Interject_RequestContext, '/RequestContext/CellRange');
  set SourceFunction = extractvalue(Interject_RequestContext, '/RequestContext/SourceFunction');
  set UtcOffset = extractvalue(Interject_RequestContext, '/RequestContext/UtcOffset');
  set ColDefItemsDelimited = context_list(Interject_RequestContext, 'columns');
  set RowDefItemsDelimited = context_list(Interject_RequestContext, 'rows');
  set MachineLoginName = extractvalue(Interject_RequestContext, '/RequestContext/UserContext/MachineLoginName');
  set Interject_UserID = extractvalue(Interject_RequestContext, '/RequestContext/UserContext/UserId');
  set Interject_ClientID = extractvalue(Interject_RequestContext, '/RequestContext/UserContext/ClientId');
  set Interject_LoginName = extractvalue(Interject_RequestContext, '/RequestContext/UserContext/LoginName');
  set Interject_UserRolesDelimited = context_list(Interject_RequestContext, 'roles');
end
//
-- `extractvalue` gives a text as the document has it, with its escapes.
create function plain(text_of_xml longtext) returns longtext deterministic
  return replace(replace(replace(text_of_xml, '&lt;', '<'), '&gt;', '>'), '&amp;', '&')
//
-- The sheet's rows, in the columns that these saves send.
create procedure read_sent(context longtext)
begin
  declare n int default 1;
  declare total int default extractvalue(context, 'count(/RequestContext/XMLDataToSave/r)');
  drop temporary table if exists sent;
  create temporary table sent (
    ExcelRow int primary key, CustomerID char(5), CompanyName varchar(40), ContactName varchar(30), ContactTitle varchar(30), City varchar(15),
    IsDeleted boolean, CreditLimit varchar(50), AccountFreeze varchar(50), AccountNotes text, MessageToUser varchar(500) not null default ''
  );
  while n <= total do
    insert into sent (ExcelRow, CustomerID, CompanyName, ContactName, ContactTitle, City, IsDeleted, CreditLimit, AccountFreeze, AccountNotes) values (
      extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/Row'), extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/CustomerID'),
      plain(extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/CompanyName')), plain(extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/ContactName')),
      plain(extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/ContactTitle')), plain(extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/City')),
      lower(extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/Delete')) = 'yes', extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/CreditLimit'),
      extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/AccountFreeze'), plain(extractvalue(context, '/RequestContext/XMLDataToSave/r[$n]/AccountNotes')));
    set n = n + 1;
  end while;
end
//
-- The rows for the sheet, and behind them the error, if there is one.
create procedure answer_sent(problem text)
begin
  select ExcelRow as `Row`, MessageToUser from sent order by ExcelRow;
  if problem <> '' then
    set problem = concat('UserNotice:', problem);
    signal sqlstate '45000' set message_text = problem;
  end if;
end
//
create procedure NorthwindEditingDataSaveSP(Interject_RequestContext longtext)
begin
  declare problem text default '';
  call read_sent(Interject_RequestContext);
  create temporary table twice as select CustomerID from sent group by CustomerID having count(*) > 1;
  update sent join twice using (CustomerID) set MessageToUser = 'Duplicate key';
  drop temporary table twice;
  if exists (select 1 from sent where MessageToUser <> '') then
    set problem = 'There are errors in your input. Each row says which.';
  else
    update sent join northwind_customers as t using (CustomerID) set sent.MessageToUser = 'Updated!'
      where not (sent.ContactName <=> t.ContactName and sent.ContactTitle <=> t.ContactTitle);
    begin
      declare exit handler for sqlexception
      begin
        get diagnostics condition 1 problem = message_text;
        rollback;
        update sent set MessageToUser = '';
      end;
      start transaction;
      insert into northwind_customers (CustomerID, CompanyName, ContactName, ContactTitle)
        select t.CustomerID, t.CompanyName, sent.ContactName, sent.ContactTitle from sent join northwind_customers as t using (CustomerID)
        on duplicate key update ContactName = values(ContactName), ContactTitle = values(ContactTitle);
      commit;
    end;
  end if;
  call answer_sent(problem);
end
//
create procedure NorthwindInsertDeleteDataSaveSP(Interject_RequestContext longtext)
begin
  declare problem text default '';
  call read_sent(Interject_RequestContext);
  update sent left join northwind_customers as t using (CustomerID) set sent.MessageToUser = case
    when t.CustomerID is null then if(sent.IsDeleted, '', 'Inserted!')
    when sent.IsDeleted and not t.IsDeleted then 'Deleted!' when t.IsDeleted and not sent.IsDeleted then 'Added!'
    when sent.CompanyName = t.CompanyName and sent.City = t.City then '' else 'Updated!' end;
  begin
    declare exit handler for sqlexception
    begin
      get diagnostics condition 1 problem = message_text;
      rollback;
      update sent set MessageToUser = '';
    end;
    start transaction;
    insert into northwind_customers (CustomerID, CompanyName, City, IsDeleted)
      select CustomerID, CompanyName, City, IsDeleted from sent where MessageToUser <> ''
      on duplicate key update CompanyName = values(CompanyName), City = values(City), IsDeleted = values(IsDeleted);
    commit;
  end;
  call answer_sent(problem);
end
//
create procedure NorthwindChangelogDataSaveSP(Interject_RequestContext longtext)
begin
  declare login varchar(100) default extractvalue(Interject_RequestContext, '/RequestContext/UserContext/LoginName');
  declare problem text default '';
  call read_sent(Interject_RequestContext);
  update sent join northwind_customers as t using (CustomerID) set MessageToUser = 'Updated!' where not sent.ContactName <=> t.ContactName;
  begin
    declare exit handler for sqlexception
    begin
      get diagnostics condition 1 problem = message_text;
      rollback;
      update sent set MessageToUser = '';
    end;
    start transaction;
    insert into northwind_customers_history (CustomerID, ContactName, ContactNameOld, EditedBy, ActionType, DateEdited)
      select t.CustomerID, sent.ContactName, t.ContactName, login, 'UPDATE', utc_timestamp(6) from sent join northwind_customers as t using (CustomerID)
      where sent.MessageToUser <> '';
    update northwind_customers as t join sent using (CustomerID)
      set t.ContactName = sent.ContactName, t.EditedBy = login, t.UpdateTypeCode = 'UPDATE', t.LastDateEdited = utc_timestamp(6) where sent.MessageToUser <> '';
    commit;
  end;
  call answer_sent(problem);
end
//
create procedure Northwind_Credit_Save(Interject_RequestContext longtext, inout Interject_ReturnError varchar(2000), TestMode boolean)
begin
  declare login varchar(100) default extractvalue(Interject_RequestContext, '/RequestContext/UserContext/MachineLoginName');
  declare exit handler for sqlexception
  begin
    get diagnostics condition 1 Interject_ReturnError = message_text;
    rollback;
    update sent set MessageToUser = '';
    call answer_sent('');
  end;
  set Interject_ReturnError = '';
  call read_sent(Interject_RequestContext);
  update sent set MessageToUser = 'Account Freeze must be Yes or blank' where AccountFreeze not in ('Yes', '');
  if exists (select 1 from sent where MessageToUser <> '') then
    set Interject_ReturnError = 'There are errors in your input. Each row says which.';
  else
    update sent left join northwind_account_credits as t using (CustomerID) set MessageToUser = if(t.CustomerID is null, 'Added!', 'Updated!');
    start transaction;
    insert into northwind_account_credits
      select CustomerID, CreditLimit, AccountFreeze = 'Yes', AccountNotes, login, utc_timestamp(6) from sent
      on duplicate key update CreditLimit = values(CreditLimit), AccountFreeze = values(AccountFreeze), AccountNotes = values(AccountNotes),
        LastChangedBy = values(LastChangedBy), LastChangedDate = values(LastChangedDate);
    if TestMode then rollback; else commit; end if;
  end if;
  call answer_sent('');
end
//
create procedure Northwind_Invoices_Pull(CompanyName varchar(100), CustomerID varchar(500), IncludePaid varchar(5), Interject_RequestContext longtext)
begin
  if char_length(CompanyName) > 40 then
    signal sqlstate '45000' set message_text = 'Usernotice:The company search text must not be more than 40 characters.';
  end if;
  select c.CustomerID, c.CompanyName, i.InvoiceID, i.InvoiceDate, i.InvoiceTotal,
    if(datediff('1997-09-15', InvoiceDate) < 30, InvoiceTotal, 0) as `Current`, if(datediff('1997-09-15', InvoiceDate) between 30 and 59, InvoiceTotal, 0) as `30Days`,
    if(datediff('1997-09-15', InvoiceDate) between 60 and 89, InvoiceTotal, 0) as `60Days`, if(datediff('1997-09-15', InvoiceDate) >= 90, InvoiceTotal, 0) as `90Days`,
    extractvalue(Interject_RequestContext, '/RequestContext/UserContext/LoginName') as PulledBy
  from northwind_invoices as i join northwind_customers as c on c.CustomerID = i.CustomerID
  where c.CompanyName like concat('%', CompanyName, '%') and coalesce(CustomerID, '') in ('', c.CustomerID) and (not i.IsPaid or IncludePaid = 'Yes')
  order by c.CompanyName, i.InvoiceDate;
end
//
create procedure CustomItems_Example(
  YearMonthToUpdate varchar(10), Interject_CommandExecute boolean, out Interject_CommandResult varchar(200), out Interject_CommandDescription varchar(200),
  out Interject_CommandStatus varchar(200), Interject_LocalTimeZoneOffset decimal(19, 4), Interject_UserRoles varchar(1000)
)
begin
  set Interject_CommandDescription = 'Update Reporting Database';
  set Interject_CommandStatus = concat('Month ''', date_format(utc_timestamp() - interval 1 month, '%Y-%m'), ''' was updated');
  if Interject_CommandExecute then
    if str_to_date(concat(YearMonthToUpdate, '-01'), '%Y-%m-%d') is null then
      set Interject_CommandResult = concat('The value entered ''', YearMonthToUpdate, ''' does not represent a valid date');
      signal sqlstate '45000' set message_text = Interject_CommandResult;
    end if;
    set Interject_CommandResult = concat('Updated month ''', YearMonthToUpdate, ''' successfully');
    set Interject_CommandStatus = concat('Month ''', YearMonthToUpdate, ''' was updated');
  end if;
end
