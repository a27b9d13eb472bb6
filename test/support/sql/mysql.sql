-- What the contract suite expects of a MySQL or MariaDB database: the same routines by the same names as in
-- postgres.sql.
create table items (
  sheet_row varchar(20), name varchar(200) primary key, amount decimal(12, 2) not null, due date, constraint positive check (amount >= 0)
)
//
create table secrets (client_id varchar(50) not null, note varchar(50) not null)
//
insert into secrets values ('client-1', 'of client 1'), ('client-2', 'of client 2'), ('', 'of nobody')
//
create procedure values_of_every_type()
begin
  create temporary table every_type (
    `Flag` tinyint(1), `Small` smallint, `Whole` int, `Large` bigint, `Unsigned` bigint unsigned, `Exact` decimal(38, 18), `Double` double, `Single` float,
    `Text` text character set utf8mb4, `Fixed` char(5), `Day` date, `Moment` datetime(6), `Stamp` timestamp null, `Time` time, `Year` year,
    `Bytes` varbinary(10), `Bits` bit(1), `Nothing` varchar(5), `Json` json
  );
  insert into every_type values
    (true, -32768, 2147483647, 9223372036854775807, 18446744073709551615, 12345678901234567890.123456789012345678, 0.1, 0.5, 'a"\\\n\t😀<&>', 'ab',
      '2026-06-16', '2026-06-16 11:04:08.25', '2026-06-16 11:04:08', '11:04:08', 2026, x'0001ff', b'1', null, '{"a": [1, null]}'),
    (false, null, null, null, null, null, null, null, '', null, null, null, null, null, null, null, null, null, null);
  select * from every_type;
end
//
create procedure echo(a_text text character set utf8mb4, whole int, amount decimal(20, 2), due date, flag tinyint(1)) select a_text, whole, amount, due, flag
//
create procedure moment(at datetime(6)) select at
//
create procedure count_rows(number_of_rows int)
  select seq as id, concat('row ', seq) as name, cast(seq * 0.25 as decimal(12, 2)) as amount from seq_1_to_1000000 where seq <= number_of_rows
//
create function fail_now() returns int no sql begin signal sqlstate '45001' set message_text = 'a fault'; return 1; end
//
create procedure fails_after(number_of_rows int)
  select seq as id, if(seq > number_of_rows, fail_now(), seq) as one from seq_1_to_10000
//
create procedure big_cell(size int) select repeat('é', size) as cell
//
create procedure several_tables()
begin
  select 1 as one;
  select 2 as two from dual where false;
  select 3 as three, 4 as three;
end
//
create procedure outputs(in factor int, inout amount decimal(12, 2), out total decimal(12, 2), out said text)
begin
  set total = factor * amount; set amount = amount + 1; set said = null;
end
//
create function doubled(amount decimal(12, 2)) returns decimal(12, 2) deterministic return amount * 2
//
create procedure whoami()
  select @interject_user_id as user_id, @interject_client_id as client_id, @interject_login_name as login_name, @interject_subject as subject, @interject_roles as roles, @interject_principal as principal
//
create procedure system_values(Interject_UserID text, Interject_LoginName text, Interject_ExcelVersion text)
  select Interject_UserID as user_id, Interject_LoginName as login_name, Interject_ExcelVersion as excel_version
//
create procedure context_xml(Interject_RequestContext longtext) select Interject_RequestContext as xml
//
create procedure roles(Interject_UserRoles text) select Interject_UserRoles as told, @interject_roles as session
//
create procedure secrets_of_client()
  select note from secrets where client_id = convert(@interject_client_id using utf8mb4) collate utf8mb4_general_ci order by 1
//
create procedure save_item(`Row` text, name varchar(200), amount decimal(12, 2), due date)
begin
  if name = 'forbidden' then signal sqlstate '45000' set message_text = 'UserError: This name is not for sale.'; end if;
  insert into items values (`Row`, name, amount, due);
  select concat('Saved as ', upper(name)) as `Status`;
end
//
create procedure save_items(Interject_DataToSave json)
begin
  insert into items (sheet_row, name, amount)
    select r, n, a from json_table(Interject_DataToSave, '$[*]' columns (r text path '$.Row', n varchar(200) path '$.Name', a decimal(12, 2) path '$.Amount')) t;
  select r as `Row`, 'Saved' as `Status` from json_table(Interject_DataToSave, '$[*]' columns (r text path '$.Row')) t;
end
//
create procedure save_xml(Interject_XMLDataToSave longtext) select Interject_XMLDataToSave as xml
//
create procedure save_and_report(in name varchar(200), inout Interject_ReturnError text)
begin
  insert into items (sheet_row, name, amount) values ('1', name, 1);
  set Interject_ReturnError = case when name like 'bad%' then 'The period is closed.' when name like 'note%' then 'UserNotice: It is late.' else '' end;
end
//
create procedure refuses(words text) begin signal sqlstate '45000' set message_text = words; end
//
create procedure faulty() select * from no_such_table
//
create procedure slow(seconds double) select sleep(seconds) as slept
//
create procedure leave_traces()
begin
  create temporary table traces (x int);
  set @interject_trace = 'left';
  do get_lock('interject_traces', 0);
end
//
create procedure find_traces()
begin
  declare continue handler for 1146 select @interject_trace as trace, null as a_table, is_used_lock('interject_traces') <=> connection_id() as locks;
  select @interject_trace as trace, count(*) as a_table, is_used_lock('interject_traces') <=> connection_id() as locks from traces;
end
//
create function hidden() returns int deterministic return 1
//
create function `Mixed Case "quoted"`() returns int deterministic return 42
//
create view items_view as select name, amount from items
