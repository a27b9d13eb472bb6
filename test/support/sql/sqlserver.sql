-- What the contract suite expects of a SQL Server database: the same routines by the same names as in
-- postgres.sql and mysql.sql, and behind them what only SQL Server has. It is for SQL Server 2019 and later;
-- a batch ends with `go`.
create schema api;
go
create table api.items (
  sheet_row nvarchar(20), name nvarchar(200) not null primary key,
  amount decimal(12, 2) not null constraint positive check (amount >= 0), due date
);
create table api.secrets (client_id nvarchar(50) not null, note nvarchar(50) not null);
insert into api.secrets values (N'client-1', N'of client 1'), (N'client-2', N'of client 2'), (N'', N'of nobody');
go
create function api.own_client(@client_id nvarchar(50)) returns table with schemabinding as
  return select 1 as allowed where @client_id = cast(session_context(N'client_id') as nvarchar(50));
go
create security policy api.own_clients
  add filter predicate api.own_client(client_id) on api.secrets with (state = on);
go
-- The digits of a number below 1,000,000 make its row: SQL Server 2019 has no GENERATE_SERIES.
create function api.numbers(@count int) returns table as return
  with digits (d) as (select d from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as ten (d))
  select top (@count) row_number() over (order by (select null)) as n
  from digits a cross join digits b cross join digits c cross join digits d cross join digits e cross join digits f;
go
create procedure api.values_of_every_type as
begin
  set nocount on;
  declare @every_type table (
    [Flag] bit, [Tiny] tinyint, [Small] smallint, [Whole] int, [Large] bigint, [Exact] decimal(38, 18),
    [Money] money, [SmallMoney] smallmoney, [Double] float, [Single] real, [Text] nvarchar(max), [Ansi] varchar(20),
    [Fixed] char(5), [Day] date, [Moment] datetime2(7), [Old] datetime, [Minute] smalldatetime,
    [Zoned] datetimeoffset(7), [Time] time(7), [Bytes] varbinary(10), [Id] uniqueidentifier, [Nothing] varchar(5),
    [Xml] xml, [Variant] sql_variant
  );
  insert into @every_type values
    (1, 255, -32768, 2147483647, 9223372036854775807, 12345678901234567890.123456789012345678,
      922337203685477.5807, -214748.3648, 0.1, 0.1, N'a"\' + nchar(10) + nchar(9) + N'😀<&>', 'abc',
      'ab', '2026-06-16', '2026-06-16T11:04:08.2500001', '2026-06-16T11:04:08.253', '2026-06-16T11:04:00',
      '2026-06-16T11:04:08.000001+05:30', '11:04:08', 0x0001ff, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', null,
      N'<a b="1">x</a>', cast(7 as int)),
    (0, null, null, null, null, null, null, null, null, null, N'', null,
      null, null, null, null, null, null, null, null, null, null, null, null);
  select * from @every_type order by [Flag] desc;
end
go
create procedure api.echo
  @a_text nvarchar(max), @whole int = 7, @amount decimal(20, 2) = null, @due date = null, @flag bit = null
as select @a_text as a_text, @whole as whole, @amount as amount, @due as due, @flag as flag;
go
create procedure api.moment @at datetime2(7) as select @at as [at];
go
create procedure api.count_rows @number_of_rows int as
  select n as id, concat(N'row ', n) as name, cast(n * 0.25 as decimal(12, 2)) as amount
  from api.numbers(@number_of_rows) order by n;
go
-- Without ORDER BY: a sort could meet the division before it gives the first row.
create procedure api.fails_after @number_of_rows int as
  select n as id, 1 / (@number_of_rows - n + 1) as one from api.numbers(@number_of_rows + 10);
go
create procedure api.big_cell @size int as select replicate(cast(N'é' as nvarchar(max)), @size) as cell;
go
create procedure api.several_tables as
begin
  select 1 as one;
  select 2 as two where 1 = 0;
  select 3 as three, 4 as three;
end
go
create procedure api.outputs
  @factor int, @amount decimal(12, 2) output, @total decimal(12, 2) output, @said nvarchar(max) output
as
begin
  set @total = @factor * @amount;
  set @amount = @amount + 1;
  set @said = null;
end
go
create function api.doubled(@amount decimal(12, 2)) returns decimal(12, 2) as begin return @amount * 2; end
go
create procedure api.whoami as select
  cast(session_context(N'user_id') as nvarchar(4000)) as user_id,
  cast(session_context(N'client_id') as nvarchar(4000)) as client_id,
  cast(session_context(N'login_name') as nvarchar(4000)) as login_name,
  cast(session_context(N'subject') as nvarchar(4000)) as subject,
  cast(session_context(N'roles') as nvarchar(4000)) as roles,
  cast(session_context(N'principal') as nvarchar(4000)) as principal;
go
create procedure api.system_values
  @Interject_UserID nvarchar(max), @Interject_LoginName nvarchar(max), @Interject_ExcelVersion nvarchar(max)
as select @Interject_UserID as user_id, @Interject_LoginName as login_name, @Interject_ExcelVersion as excel_version;
go
create procedure api.context_xml @Interject_RequestContext nvarchar(max) as select @Interject_RequestContext as [xml];
go
create procedure api.roles @Interject_UserRoles nvarchar(max) as
select @Interject_UserRoles as told, cast(session_context(N'roles') as nvarchar(4000)) as session;
go
create procedure api.secrets_of_client as select note from api.secrets order by note;
go
create procedure api.save_item @Row nvarchar(20), @name nvarchar(200), @amount decimal(12, 2), @due date = null as
begin
  set nocount on;
  if @name = N'forbidden' throw 50001, N'UserError: This name is not for sale.', 1;
  insert into api.items (sheet_row, name, amount, due) values (@Row, @name, @amount, @due);
  select concat(N'Saved as ', upper(@name)) as [Status];
end
go
create procedure api.save_items @Interject_DataToSave nvarchar(max) as
begin
  set nocount on;
  declare @saved table ([Row] nvarchar(20) not null);
  merge api.items as item
  using (
    select sheet_row, name, amount from openjson(@Interject_DataToSave)
    with (sheet_row int '$.Row', name nvarchar(200) '$.Name', amount decimal(12, 2) '$.Amount')
  ) as sent on sent.name = item.name
  when matched then update set amount = sent.amount, sheet_row = sent.sheet_row
  when not matched by target then insert (sheet_row, name, amount) values (sent.sheet_row, sent.name, sent.amount)
  output sent.sheet_row into @saved;
  select [Row], N'Saved' as [Status] from @saved order by [Row];
end
go
create procedure api.save_xml @Interject_XMLDataToSave nvarchar(max) as select @Interject_XMLDataToSave as [xml];
go
create procedure api.save_and_report @name nvarchar(200), @Interject_ReturnError nvarchar(max) = null output as
begin
  insert into api.items (sheet_row, name, amount) values (N'1', @name, 1);
  set @Interject_ReturnError = case
    when @name like N'bad%' then N'The period is closed.'
    when @name like N'note%' then N'UserNotice: It is late.'
    else N'' end;
end
go
create procedure api.refuses @words nvarchar(2000) as throw 50000, @words, 1;
go
create procedure api.faulty as select count(*) from api.no_such_table;
go
create procedure api.slow @seconds float as
begin
  set nocount on;
  declare @until datetime = dateadd(millisecond, cast(@seconds * 1000 as int), 0);
  declare @delay varchar(12) = convert(varchar(12), cast(@until as time(3)), 121);
  waitfor delay @delay;
  select 1 as slept;
end
go
-- A temporary table of a procedure ends with it; these three outlive it.
create procedure api.leave_traces as
begin
  set nocount on;
  exec sys.sp_set_session_context @key = N'trace', @value = N'left';
  exec sys.sp_getapplock @Resource = N'interject_traces', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0;
  declare traces cursor global for select name from api.items;
  open traces;
  select @@spid as session;
end
go
create procedure api.find_traces as select
  cast(session_context(N'trace') as nvarchar(100)) as trace,
  case cursor_status('global', 'traces') when -3 then null else N'a cursor' end as a_cursor,
  case applock_mode(N'public', N'interject_traces', 'Session') when N'NoLock' then 0 else 1 end as locks;
go
create function api.hidden() returns int as begin return 1; end
go
create function api.[Mixed Case "quoted"]() returns int as begin return 42; end
go
create view api.items_view as select name, amount from api.items;
go
-- What only SQL Server has.
create type api.sent_items as table ([Row] int not null, [Name] nvarchar(200) not null, [Amount] decimal(12, 2), [Due] date);
go
create procedure api.save_sent_items @Interject_DataToSave api.sent_items readonly as
begin
  set nocount on;
  declare @saved table ([Row] nvarchar(20) not null, [Status] nvarchar(20) not null);
  merge api.items as item
  using @Interject_DataToSave as sent on sent.[Name] = item.name
  when matched then update set amount = sent.[Amount], due = sent.[Due], sheet_row = sent.[Row]
  when not matched by target then
    insert (sheet_row, name, amount, due) values (sent.[Row], sent.[Name], isnull(sent.[Amount], 0), sent.[Due])
  output sent.[Row], $action into @saved;
  select [Row], [Status] from @saved order by [Row];
end
go
-- As Interject's own save templates read a sheet: nodes of the XML, merged into the table.
create procedure api.save_nodes @Interject_XMLDataToSave xml, @Interject_ReturnError nvarchar(max) = null output as
begin
  set nocount on;
  declare @saved table ([Row] nvarchar(20) not null, [Status] nvarchar(20) not null);
  declare @sent table ([Row] int not null, [Name] nvarchar(200) not null, [Amount] decimal(12, 2));
  insert into @sent ([Row], [Name], [Amount])
    select r.value('(Row/text())[1]', 'int'), r.value('(Name/text())[1]', 'nvarchar(200)'),
      r.value('(Amount/text())[1]', 'decimal(12, 2)')
    from @Interject_XMLDataToSave.nodes('/XMLDataToSave/r') as sheet (r);
  merge api.items as item
  using @sent as sent on sent.[Name] = item.name
  when matched then update set amount = sent.[Amount], sheet_row = sent.[Row]
  when not matched by target then insert (sheet_row, name, amount) values (sent.[Row], sent.[Name], sent.[Amount])
  output sent.[Row], $action into @saved;
  if exists (select 1 from @sent where [Amount] > 1000) set @Interject_ReturnError = N'An amount is above 1,000.';
  select [Row], [Status] from @saved order by [Row];
end
go
create function api.numbers_between(@first int, @last int = 3) returns table as return
  select n from api.numbers(@last) where n >= @first;
go
create function api.squares(@count int) returns @squares table (n int not null, square int not null) as
begin
  insert into @squares (n, square) select n, n * n from api.numbers(@count);
  return;
end
go
create procedure api.outputs_of_types
  @exact decimal(38, 18) = null output, @large bigint = null output, @money money = null output,
  @moment datetime2(7) = null output, @day date = null output, @flag bit = null output,
  @id uniqueidentifier = null output, @text nvarchar(max) = null output
as
begin
  set @exact = 12345678901234567890.123456789012345678;
  set @large = 9223372036854775807;
  set @money = -922337203685477.5808;
  set @moment = '2026-06-16T11:04:08.2500001';
  set @day = '9999-12-31';
  set @flag = 1;
  set @id = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11';
  set @text = replicate(cast(N'é' as nvarchar(max)), 10000);
  return 7;
end
go
create procedure api.says @words nvarchar(2000) as
begin
  print @words;
  select 1 as one;
end
go
create procedure api.raises @words nvarchar(2000), @severity int as
begin
  raiserror(N'%s', @severity, 1, @words) with nowait;
  select 1 as one;
end
go
create procedure api.becomes @client_id nvarchar(50) as
begin
  exec sys.sp_set_session_context @key = N'client_id', @value = @client_id;
  select note from api.secrets order by note;
end
go
-- As the procedures of Interject's documentation save: a transaction of their own, undone by its name.
create procedure api.save_in_t1 @name nvarchar(200), @amount decimal(12, 2) as
begin
  set nocount on;
  begin try
    begin tran t1;
    insert into api.items (name, amount) values (@name, @amount);
    if @amount > 1000 throw 50001, N'UserError: An amount is above 1,000.', 1;
    commit tran t1;
  end try
  begin catch
    if @@trancount > 0 rollback tran t1;
    throw;
  end catch
end
go
create procedure api.save_and_return_in_t1
  @name nvarchar(200), @amount decimal(12, 2), @Interject_ReturnError nvarchar(max) = null output as
begin
  set nocount on;
  begin tran t1;
  insert into api.items (name, amount) values (@name, @amount);
  set @Interject_ReturnError = N'The period is closed.';
  rollback tran t1;
end
go
-- What no routine should do: the transaction that these end is the request's.
create procedure api.save_and_commit @name nvarchar(200), @amount decimal(12, 2) as
begin
  insert into api.items (name, amount) values (@name, @amount);
  commit;
end
go
create procedure api.save_and_commit_twice @name nvarchar(200), @amount decimal(12, 2) as
begin
  insert into api.items (name, amount) values (@name, @amount);
  commit;
  begin tran;
end
go
create procedure api.save_and_roll_back @name nvarchar(200), @amount decimal(12, 2) as
begin
  insert into api.items (name, amount) values (@name, @amount);
  rollback;
end
go
create procedure api.save_and_stay_open @name nvarchar(200), @amount decimal(12, 2) as
begin
  begin tran;
  insert into api.items (name, amount) values (@name, @amount);
end
go
