-- Procedures that do what the pages of Interject's documentation say of theirs, in our own words: "Request
-- Context Parse", "Develop: Editing Data Save", "Develop: Insert & Delete Data Save", "Develop: Change Log Data
-- Save", the labs' credit save, "Develop: Customer Aging Detail" and "Custom Items". They keep what matters to
-- an API: names and kinds of parameters, `BEGIN TRAN t1` with a CATCH that rolls it back by its name, rows for
-- the sheet before the error, and `UserNotice:` in front of it. A batch ends with `go`.
create table api.northwind_customers (
  CustomerID nchar(5) not null primary key, CompanyName nvarchar(40) not null, ContactName nvarchar(30),
  ContactTitle nvarchar(30) constraint known_title check (ContactTitle <> N'Nobody'), Phone nvarchar(24),
  City nvarchar(15), Country nvarchar(15), IsDeleted bit not null default 0, EditedBy nvarchar(40),
  UpdateTypeCode varchar(10), LastDateEdited datetime2(7)
);
insert into api.northwind_customers (CustomerID, CompanyName, ContactName, ContactTitle, Phone, City, Country) values
  (N'BOTTM', N'Bottom-Dollar Markets', N'Elizabeth Lincoln', N'Manager', N'1', N'Tsawassen', N'Canada'),
  (N'GREAL', N'Great Lakes Food Market', N'Howard Snyder', N'Manager', N'2', N'Eugene', N'USA'),
  (N'WHITC', N'White Clover Markets', N'Karl Jablonski', N'Owner', N'3', N'Seattle', N'USA');
create table api.northwind_customers_history (
  TransactionID int identity(1, 1) not null primary key, CustomerID nchar(5) not null, ContactName nvarchar(30),
  ContactNameOld nvarchar(30), EditedBy nvarchar(40) not null, ActionType nvarchar(10) not null, DateEdited datetime2(7) not null
);
create table api.northwind_account_credits (
  CustomerID nchar(5) not null primary key, CreditLimit decimal(12, 2) not null constraint limit_not_below_0 check (CreditLimit >= 0),
  AccountFreeze bit not null default 0, AccountNotes nvarchar(140), LastChangedBy nvarchar(100), LastChangedDate datetime2(7)
);
insert into api.northwind_account_credits (CustomerID, CreditLimit) values (N'BOTTM', 100), (N'GREAL', 200);
create table api.northwind_invoices (InvoiceID int not null primary key, CustomerID nchar(5) not null, InvoiceDate date not null, InvoiceTotal money not null, IsPaid bit not null);
insert into api.northwind_invoices values
  (1, N'BOTTM', '1997-09-01', 10.5, 0), (2, N'BOTTM', '1997-08-01', 20, 0), (3, N'GREAL', '1997-05-01', 30, 0), (4, N'GREAL', '1997-05-02', 40, 1);
go
create procedure api.RequestContext_Parse
  @Interject_RequestContext nvarchar(max), @ExcelVersion nvarchar(100) = '' output, @IdsVersion nvarchar(100) = '' output,
  @FileName nvarchar(1000) = '' output, @FilePath nvarchar(1000) = '' output, @TabName nvarchar(1000) = '' output,
  @CellRange nvarchar(100) = '' output, @SourceFunction nvarchar(100) = '' output, @UtcOffset decimal(6, 4) = 0 output,
  @ColDefItemsDelimited nvarchar(max) = '' output, @RowDefItemsDelimited nvarchar(max) = '' output,
  @MachineLoginName nvarchar(100) = '' output, @Interject_UserID nvarchar(100) = '' output,
  @Interject_ClientID nvarchar(100) = '' output, @Interject_LoginName nvarchar(100) = '' output,
  @Interject_UserRolesDelimited nvarchar(max) = '' output, @Interject_XMLDataToSave nvarchar(max) = null output
as
begin
  set nocount on;
  -- The document calls itself utf-16, which is what nvarchar holds.
  declare @context xml = @Interject_RequestContext;
  select
    @ExcelVersion = c.value('(ExcelVersion)[1]', 'nvarchar(100)'), @IdsVersion = c.value('(IdsVersion)[1]', 'nvarchar(100)'),
    @FileName = c.value('(FileName)[1]', 'nvarchar(1000)'), @FilePath = c.value('(FilePath)[1]', 'nvarchar(1000)'),
    @TabName = c.value('(TabName)[1]', 'nvarchar(1000)'), @CellRange = c.value('(CellRange)[1]', 'nvarchar(100)'),
    @SourceFunction = c.value('(SourceFunction)[1]', 'nvarchar(100)'), @UtcOffset = c.value('(UtcOffset)[1]', 'decimal(6, 4)'),
    @MachineLoginName = c.value('(UserContext/MachineLoginName)[1]', 'nvarchar(100)'),
    @Interject_UserID = c.value('(UserContext/UserId)[1]', 'nvarchar(100)'),
    @Interject_ClientID = c.value('(UserContext/ClientId)[1]', 'nvarchar(100)'),
    @Interject_LoginName = c.value('(UserContext/LoginName)[1]', 'nvarchar(100)')
  from @context.nodes('/RequestContext') as contexts (c);
  set @Interject_XMLDataToSave = cast(@context.query('/RequestContext/XMLDataToSave') as nvarchar(max));
  select @Interject_UserRolesDelimited = string_agg(r.value('.', 'nvarchar(max)'), ',')
    from @context.nodes('/RequestContext/UserContext/UserRoles/Role') as roles (r);
  select @ColDefItemsDelimited = string_agg(i.value('(Name)[1]', 'nvarchar(max)'), ',')
    from @context.nodes('/RequestContext/ColDefItems/Value') as items (i);
  select @RowDefItemsDelimited = string_agg(concat(i.value('(Name)[1]', 'nvarchar(max)'), '|', i.value('@Row', 'int')), ',')
    from @context.nodes('/RequestContext/RowDefItems/Value') as items (i);
end
go
-- The sheet's rows, in the columns that these saves send.
create function api.sent_customers(@save xml) returns table as return
  select r.value('(Row)[1]', 'int') as ExcelRow, r.value('(CustomerID)[1]', 'nchar(5)') as CustomerID,
    r.value('(CompanyName)[1]', 'nvarchar(40)') as CompanyName, r.value('(ContactName)[1]', 'nvarchar(30)') as ContactName,
    r.value('(ContactTitle)[1]', 'nvarchar(30)') as ContactTitle, r.value('(City)[1]', 'nvarchar(15)') as City,
    r.value('(Delete)[1]', 'nvarchar(10)') as ToBeDeleted
  from @save.nodes('/XMLDataToSave/r') as sheet (r);
go
create procedure api.NorthwindEditingDataSaveSP @Interject_RequestContext nvarchar(max), @TestMode bit = 0 as
begin
  set nocount on;
  declare @save nvarchar(max), @problem nvarchar(1000) = N'';
  exec api.RequestContext_Parse @Interject_RequestContext, @Interject_XMLDataToSave = @save output;
  declare @sent table (ExcelRow int, CustomerID nchar(5), ContactName nvarchar(30), ContactTitle nvarchar(30), MessageToUser nvarchar(500) not null default N'');
  insert into @sent (ExcelRow, CustomerID, ContactName, ContactTitle)
    select ExcelRow, CustomerID, ContactName, ContactTitle from api.sent_customers(cast(@save as xml));
  update @sent set MessageToUser = N'Duplicate key' where CustomerID in (select CustomerID from @sent group by CustomerID having count(*) > 1);
  if exists (select 1 from @sent where MessageToUser <> N'')
  begin
    set @problem = N'There are errors in your input. Each row says which.';
    goto answer;
  end
  begin try
    declare @changes table (ExcelRow int, UpdateTypeCode varchar(10));
    begin tran t1;
    merge api.northwind_customers as t using @sent as s on s.CustomerID = t.CustomerID
    when matched and not (s.ContactName = t.ContactName and s.ContactTitle = t.ContactTitle) then
      update set ContactName = s.ContactName, ContactTitle = s.ContactTitle
    output s.ExcelRow, $action into @changes (ExcelRow, UpdateTypeCode);
    update s set MessageToUser = N'Updated!' from @sent as s join @changes as c on c.ExcelRow = s.ExcelRow;
    if @TestMode = 1 rollback tran t1; else commit tran t1;
  end try
  begin catch
    if @@trancount > 0 rollback tran t1;
    set @problem = error_message();
    update @sent set MessageToUser = N'';
  end catch
answer:
  select ExcelRow as [Row], MessageToUser from @sent order by ExcelRow;
  if @problem = N'' return;
  set @problem = N'UserNotice:' + @problem;
  raiserror(N'%s', 18, 1, @problem);
end
go
create procedure api.NorthwindInsertDeleteDataSaveSP @Interject_RequestContext nvarchar(max), @TestMode bit = 0 as
begin
  set nocount on;
  declare @save nvarchar(max), @problem nvarchar(1000) = N'';
  exec api.RequestContext_Parse @Interject_RequestContext, @Interject_XMLDataToSave = @save output;
  declare @sent table (ExcelRow int, CustomerID nchar(5), CompanyName nvarchar(40), City nvarchar(15), IsDeleted bit, MessageToUser nvarchar(500) not null default N'');
  insert into @sent (ExcelRow, CustomerID, CompanyName, City, IsDeleted)
    select ExcelRow, CustomerID, CompanyName, City, iif(ToBeDeleted = N'yes', 1, 0) from api.sent_customers(cast(@save as xml));
  begin try
    declare @changes table (ExcelRow int, UpdateTypeCode varchar(10), IsDeleted bit, IsDeletedOld bit);
    begin tran t1;
    merge api.northwind_customers as t using @sent as s on s.CustomerID = t.CustomerID
    when matched and not (s.CompanyName = t.CompanyName and s.City = t.City and s.IsDeleted = t.IsDeleted) then
      update set CompanyName = s.CompanyName, City = s.City, IsDeleted = s.IsDeleted
    when not matched by target and s.IsDeleted = 0 then
      insert (CustomerID, CompanyName, City) values (s.CustomerID, s.CompanyName, s.City)
    output s.ExcelRow, $action, inserted.IsDeleted, deleted.IsDeleted into @changes (ExcelRow, UpdateTypeCode, IsDeleted, IsDeletedOld);
    update s set MessageToUser = case
        when c.UpdateTypeCode = 'INSERT' then N'Inserted!' when c.IsDeleted = 1 then N'Deleted!'
        when c.IsDeletedOld = 1 then N'Added!' else N'Updated!' end
      from @sent as s join @changes as c on c.ExcelRow = s.ExcelRow;
    if @TestMode = 1 rollback tran t1; else commit tran t1;
  end try
  begin catch
    if @@trancount > 0 rollback tran t1;
    set @problem = error_message();
    update @sent set MessageToUser = N'';
  end catch
  select ExcelRow as [Row], MessageToUser from @sent order by ExcelRow;
  if @problem = N'' return;
  set @problem = N'UserNotice:' + @problem;
  raiserror(N'%s', 18, 1, @problem);
end
go
create procedure api.NorthwindChangelogDataSaveSP @Interject_RequestContext nvarchar(max), @TestMode bit = 0 as
begin
  set nocount on;
  declare @save nvarchar(max), @login nvarchar(100), @now datetime2(7) = sysutcdatetime(), @problem nvarchar(1000) = N'';
  exec api.RequestContext_Parse @Interject_RequestContext, @Interject_XMLDataToSave = @save output, @Interject_LoginName = @login output;
  declare @sent table (ExcelRow int, CustomerID nchar(5), ContactName nvarchar(30), MessageToUser nvarchar(500) not null default N'');
  insert into @sent (ExcelRow, CustomerID, ContactName) select ExcelRow, CustomerID, ContactName from api.sent_customers(cast(@save as xml));
  begin try
    declare @changes table (ExcelRow int, CustomerID nchar(5), ContactName nvarchar(30), ContactNameOld nvarchar(30), UpdateTypeCode varchar(10));
    begin tran t1;
    merge api.northwind_customers as t using @sent as s on s.CustomerID = t.CustomerID
    when matched and s.ContactName <> t.ContactName then
      update set ContactName = s.ContactName, EditedBy = @login, UpdateTypeCode = 'UPDATE', LastDateEdited = @now
    output s.ExcelRow, inserted.CustomerID, inserted.ContactName, deleted.ContactName, $action
      into @changes (ExcelRow, CustomerID, ContactName, ContactNameOld, UpdateTypeCode);
    insert into api.northwind_customers_history (CustomerID, ContactName, ContactNameOld, EditedBy, ActionType, DateEdited)
      select CustomerID, ContactName, ContactNameOld, @login, UpdateTypeCode, @now from @changes;
    update s set MessageToUser = N'Updated!' from @sent as s join @changes as c on c.ExcelRow = s.ExcelRow;
    if @TestMode = 1 rollback tran t1; else commit tran t1;
  end try
  begin catch
    if @@trancount > 0 rollback tran t1;
    set @problem = error_message();
    update @sent set MessageToUser = N'';
  end catch
  select ExcelRow as [Row], MessageToUser from @sent order by ExcelRow;
  if @problem = N'' return;
  set @problem = N'UserNotice:' + @problem;
  raiserror(N'%s', 18, 1, @problem);
end
go
create procedure api.Northwind_Credit_Save @Interject_RequestContext nvarchar(max), @Interject_ReturnError varchar(2000) output, @TestMode bit = 0 as
begin
  set nocount on;
  declare @save nvarchar(max), @login nvarchar(100);
  set @Interject_ReturnError = '';
  exec api.RequestContext_Parse @Interject_RequestContext, @Interject_XMLDataToSave = @save output, @MachineLoginName = @login output;
  declare @document xml = @save;
  declare @sent table (ExcelRow int, CustomerID nchar(5), CreditLimit varchar(50), AccountFreeze varchar(50), AccountNotes nvarchar(max), MessageToUser nvarchar(500) not null default N'');
  insert into @sent (ExcelRow, CustomerID, CreditLimit, AccountFreeze, AccountNotes)
    select r.value('(Row)[1]', 'int'), r.value('(CustomerID)[1]', 'nchar(5)'), r.value('(CreditLimit)[1]', 'varchar(50)'),
      r.value('(AccountFreeze)[1]', 'varchar(50)'), r.value('(AccountNotes)[1]', 'nvarchar(max)')
    from @document.nodes('/XMLDataToSave/r') as sheet (r);
  update @sent set MessageToUser = N'Account Freeze must be Yes or blank' where AccountFreeze not in ('Yes', '');
  if exists (select 1 from @sent where MessageToUser <> N'') set @Interject_ReturnError = 'There are errors in your input. Each row says which.';
  else
  begin try
    declare @changes table (ExcelRow int, UpdateTypeCode varchar(10));
    begin tran t1;
    merge api.northwind_account_credits as t using @sent as s on s.CustomerID = t.CustomerID
    when matched then update set CreditLimit = s.CreditLimit, AccountFreeze = iif(s.AccountFreeze = 'Yes', 1, 0),
      AccountNotes = s.AccountNotes, LastChangedBy = @login, LastChangedDate = sysutcdatetime()
    when not matched by target then insert (CustomerID, CreditLimit, AccountNotes) values (s.CustomerID, s.CreditLimit, s.AccountNotes)
    output s.ExcelRow, $action into @changes (ExcelRow, UpdateTypeCode);
    update s set MessageToUser = iif(c.UpdateTypeCode = 'INSERT', N'Added!', N'Updated!') from @sent as s join @changes as c on c.ExcelRow = s.ExcelRow;
    if @TestMode = 1 rollback tran t1; else commit tran t1;
  end try
  begin catch
    if @@trancount > 0 rollback tran t1;
    set @Interject_ReturnError = error_message();
    update @sent set MessageToUser = N'';
  end catch
  select ExcelRow as [Row], MessageToUser from @sent order by ExcelRow;
end
go
create procedure api.Northwind_Invoices_Pull
  @CompanyName varchar(100), @CustomerID varchar(500) = '', @IncludePaid varchar(5) = '', @Interject_RequestContext nvarchar(max)
as
begin
  set nocount on;
  if len(@CompanyName) > 40
  begin
    raiserror(N'Usernotice:The company search text must not be more than 40 characters.', 18, 1);
    return;
  end
  declare @login nvarchar(100);
  exec api.RequestContext_Parse @Interject_RequestContext, @Interject_LoginName = @login output;
  select c.CustomerID, c.CompanyName, i.InvoiceID, i.InvoiceDate, i.InvoiceTotal,
    iif(age.days < 30, i.InvoiceTotal, 0) as [Current], iif(age.days between 30 and 59, i.InvoiceTotal, 0) as [30Days],
    iif(age.days between 60 and 89, i.InvoiceTotal, 0) as [60Days], iif(age.days >= 90, i.InvoiceTotal, 0) as [90Days], @login as PulledBy
  from api.northwind_invoices as i join api.northwind_customers as c on c.CustomerID = i.CustomerID
  cross apply (select datediff(day, i.InvoiceDate, '1997-09-15') as days) as age
  where c.CompanyName like '%' + @CompanyName + '%' and (@CustomerID = '' or c.CustomerID = @CustomerID) and (i.IsPaid = 0 or @IncludePaid = 'Yes')
  order by c.CompanyName, i.InvoiceDate;
end
go
create procedure api.CustomItems_Example
  @YearMonthToUpdate varchar(10) = '', @Interject_CommandExecute bit = 0, @Interject_CommandResult varchar(200) output,
  @Interject_CommandDescription varchar(200) output, @Interject_CommandStatus varchar(200) output,
  @Interject_LocalTimeZoneOffset money = 0, @Interject_UserRoles varchar(1000) = ''
as
begin
  set nocount on;
  set @Interject_CommandDescription = 'Update Reporting Database';
  set @Interject_CommandStatus = concat('Month ''', format(dateadd(month, -1, sysutcdatetime()), 'yyyy-MM'), ''' was updated');
  if @Interject_CommandExecute = 0 return;
  if isdate(@YearMonthToUpdate + '-01') = 0
  begin
    set @Interject_CommandResult = concat('The value entered ''', @YearMonthToUpdate, ''' does not represent a valid date');
    raiserror(@Interject_CommandResult, 18, 1);
    return;
  end
  set @Interject_CommandResult = concat('Updated month ''', @YearMonthToUpdate, ''' successfully');
  set @Interject_CommandStatus = concat('Month ''', @YearMonthToUpdate, ''' was updated');
end
